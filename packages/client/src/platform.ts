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
  /** SHA-256. Where there is no Web Crypto (React Native, pages without HTTPS) it has to be given, for files. */
  sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>
  /** Sends bytes of a file to storage, where that can tell how far it is; by `fetch` otherwise. */
  transfer?: Transfer | undefined
  /** Calls back when the device may have got its network back or lost it, or its app has come into view. */
  onWake: (wake: () => void) => () => void
  /** Calls back at once, where that is known, and whenever it changes: whether the user has the app in view. */
  onActive: (tell: (isActive: boolean) => void) => () => void
}

/** Resolves with the HTTP status; `onSent` is told how many bytes of the body have gone. */
export type Transfer = (
  request: {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: Uint8Array<ArrayBuffer>
    readonly signal: AbortSignal
  },
  onSent: (bytes: number) => void,
) => Promise<number>

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
  sha256: (bytes) => crypto.subtle.digest('SHA-256', bytes),
  transfer: typeof XMLHttpRequest === 'undefined' ? undefined : byXhr,
  onWake,
  onActive,
}

function onWake(wake: () => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const ifVisible = () => {
    if (document.visibilityState === 'visible') wake()
  }
  addEventListener('online', wake)
  addEventListener('offline', wake) // the socket would not tell
  document.addEventListener('visibilitychange', ifVisible)
  return () => {
    removeEventListener('online', wake)
    removeEventListener('offline', wake)
    document.removeEventListener('visibilitychange', ifVisible)
  }
}

/** Unlike fetch, this tells how much of a body has gone. */
function byXhr(
  { url, method, headers, body, signal }: Parameters<Transfer>[0],
  onSent: (bytes: number) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open(method, url)
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = ({ loaded }) => onSent(loaded)
    xhr.onload = () => resolve(xhr.status)
    xhr.onerror = xhr.onabort = () => reject(new Error('the connection has ended'))
    signal.addEventListener('abort', () => xhr.abort())
    xhr.send(body)
  })
}

function onActive(tell: (isActive: boolean) => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const look = () => tell(document.visibilityState === 'visible')
  look()
  document.addEventListener('visibilitychange', look)
  return () => document.removeEventListener('visibilitychange', look)
}
