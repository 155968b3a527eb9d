const urls = new Map<string, string>()

/** Keeps a file of this tab at hand while it is on its way, so that it can be shown meanwhile. */
export function keepLocal(clientId: string, file: Blob): void {
  urls.set(clientId, URL.createObjectURL(file))
}

/** The address of a file that was sent from this tab. */
export function localUrl(clientId: string): string | undefined {
  return urls.get(clientId)
}
