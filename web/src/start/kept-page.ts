/** How often an open page asks whether there is a newer one. */
const ASK_EVERY_MS = 3_600_000

/** The only script that is named while the page runs: its content security policy has any other refused. */
const WORKER = './sw.js'
const worker = window.trustedTypes?.createPolicy('parley', { createScriptURL: () => WORKER })

let registration: ServiceWorkerRegistration | undefined
let isAsked = false
const listeners = new Set<() => void>()

/**
 * The page itself, kept on this device by a worker: it opens without a network, and at once. A newer one is fetched
 * beside it and taken when the page is next opened, or when that is asked for.
 */
export const keptPage = {
  /** Has the page kept, as soon as it has nothing more urgent to do. Nothing is lost where that cannot be. */
  keep(): void {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
    if (document.readyState === 'complete') void register()
    else addEventListener('load', () => void register(), { once: true })
  },
  /** Whether a newer page waits to be taken. */
  isOld(): boolean {
    return Boolean(registration?.waiting && navigator.serviceWorker.controller)
  },
  listen(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** Opens the newer page here and now. */
  renew(): void {
    isAsked = true
    if (registration?.waiting) registration.waiting.postMessage('take over')
    else location.reload()
  },
  /** Gives up what is kept of the page and opens it anew, from its server. */
  async begin(): Promise<void> {
    for (const name of await caches.keys()) if (name.startsWith('parley-page-')) await caches.delete(name)
    for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister()
    location.reload()
  },
}

async function register(): Promise<void> {
  try {
    const url = worker?.createScriptURL(WORKER) ?? WORKER
    registration = await navigator.serviceWorker.register(url, { updateViaCache: 'none' })
  } catch {
    return // refused by the browser's settings: the page works as long as its server is there
  }
  const tell = () => {
    for (const listener of listeners) listener()
  }
  registration.addEventListener('updatefound', () => {
    registration?.installing?.addEventListener('statechange', tell)
  })
  navigator.serviceWorker.addEventListener('controllerchange', () => isAsked && location.reload())
  document.addEventListener('visibilitychange', askNow)
  tell()
}

let askedAt = Date.now()

function askNow(): void {
  if (document.visibilityState !== 'visible' || Date.now() - askedAt < ASK_EVERY_MS) return
  askedAt = Date.now()
  registration?.update().catch(() => {})
}
