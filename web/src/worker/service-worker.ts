import { fileFor } from './file-for.ts'

/** Put in by the build: each file of the page, with what its bytes must be, and a name for them all. */
declare const FILES: Record<string, string>
declare const VERSION: string

/** What is used here of a worker's surroundings: the compiler knows those of pages. */
type Worker = EventTarget & {
  readonly registration: ServiceWorkerRegistration
  skipWaiting(): Promise<void>
}
type Lasting = Event & { waitUntil(done: Promise<unknown>): void }
type Asked = Lasting & { readonly request: Request; respondWith(response: Promise<Response>): void }

const CACHES = 'parley-page-'
const CACHE = CACHES + VERSION
const PATHS = new Set(Object.keys(FILES))
const worker = globalThis as unknown as Worker

worker.addEventListener('install', (event) => (event as Lasting).waitUntil(fill()))
worker.addEventListener('activate', (event) => (event as Lasting).waitUntil(clear()))
worker.addEventListener('message', ({ data }: Event & { data?: unknown }) => {
  if (data === 'take over') void worker.skipWaiting()
})
worker.addEventListener('fetch', (event) => {
  const asked = event as Asked
  const path = fileFor(asked.request, worker.registration.scope, PATHS)
  if (path !== undefined) asked.respondWith(answer(asked.request, path))
})

/** All of this version or nothing: half of a page that is being deployed is refused, and tried again later. */
async function fill(): Promise<void> {
  const requests = Object.entries(FILES).map(([path, integrity]) => new Request(path, { integrity }))
  const cache = await caches.open(CACHE)
  await cache.addAll(requests)
}

/** A worker takes over when no page of an older version is left: nobody needs what that was made of. */
async function clear(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHES) && name !== CACHE)
  await Promise.all(names.map((name) => caches.delete(name)))
}

async function answer(request: Request, path: string): Promise<Response> {
  const found = await caches.match(path, { cacheName: CACHE, ignoreVary: true })
  return found ?? fetch(request)
}
