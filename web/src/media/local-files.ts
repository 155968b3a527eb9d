/** A few are enough: what was sent is soon to be had from the server, as anybody gets it. */
const KEPT_MAX = 60
const urls = new Map<string, string>()

/** Keeps a file of this tab at hand while it is on its way, so that it can be shown meanwhile. */
export function keepLocal(clientId: string, file: Blob): void {
  urls.set(clientId, URL.createObjectURL(file))
  if (urls.size <= KEPT_MAX) return
  const [[oldest, url] = []] = urls
  if (oldest === undefined || url === undefined) return
  URL.revokeObjectURL(url)
  urls.delete(oldest)
}

/** The address of a file that was sent from this tab. */
export function localUrl(clientId: string): string | undefined {
  return urls.get(clientId)
}
