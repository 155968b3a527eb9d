/** All the client needs of the world around it. Each part can be replaced, for other runtimes and for tests. */
export type Platform = {
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Opens a WebSocket. */
  socket: (url: string) => WebSocket
  /** Milliseconds since the epoch. */
  now: () => number
  /** Evenly from 0 to 1, for jitter. */
  random: () => number
  /** A new id, 22 of `A-Z a-z 0-9 _ -`, that nobody can guess. */
  id: () => string
  setTimeout: (run: () => void, ms: number) => unknown
  clearTimeout: (timer: unknown) => void
  /** Calls back when the device may have got its network back or its app into view. */
  onWake: (wake: () => void) => () => void
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export const defaultPlatform: Platform = {
  fetch: (url, init) => fetch(url, init),
  socket: (url) => new WebSocket(url),
  now: () => Date.now(),
  random: () => Math.random(),
  // 22 × 6 bits; not randomUUID, which browsers have on secure pages only.
  id: () => [...crypto.getRandomValues(new Uint8Array(22))].map((byte) => ALPHABET[byte & 63]).join(''),
  // Beyond 2^31 - 1 ms a timer would fire at once.
  setTimeout: (run, ms) => setTimeout(run, Math.min(ms, 2 ** 31 - 1)),
  clearTimeout: (timer) => clearTimeout(timer as number),
  onWake,
}

function onWake(wake: () => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const ifVisible = () => {
    if (document.visibilityState === 'visible') wake()
  }
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', ifVisible)
  return () => {
    removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', ifVisible)
  }
}
