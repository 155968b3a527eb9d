/** A few are enough: what was sent is soon to be had from the server, as anybody gets it. */
const KEPT_MAX = 60
type Local = { readonly file: Blob; readonly url: string }
const kept = new Map<string, Local>()

/** Keeps a file of this tab at hand while it is on its way, so that it can be shown meanwhile. */
export function keepLocal(clientId: string, file: Blob): void {
  kept.set(clientId, { file, url: URL.createObjectURL(file) })
  if (kept.size <= KEPT_MAX) return
  const [[oldest, local] = []] = kept
  if (oldest === undefined || local === undefined) return
  URL.revokeObjectURL(local.url)
  kept.delete(oldest)
}

/** The address of a file that was sent from this tab. */
export function localUrl(clientId: string): string | undefined {
  return kept.get(clientId)?.url
}

/** The file itself, to be sent another way. */
export function localFile(clientId: string): Blob | undefined {
  return kept.get(clientId)?.file
}
