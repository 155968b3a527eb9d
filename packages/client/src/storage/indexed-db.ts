import { ParleyError } from '../error.ts'
import type { Change, Range, Storage, StoredRecord } from '../storage.ts'

const RECORDS = 'records'

/** A storage in the browser's database of this name. One tab at a time where the browser has Web Locks. */
export function indexedDbStorage(name: string): Storage {
  return new IndexedDbStorage(name)
}

class IndexedDbStorage implements Storage {
  readonly #name: string
  #db: IDBDatabase | undefined
  #release: (() => void) | undefined

  constructor(name: string) {
    this.#name = name
  }

  async open() {
    if (this.#db) throw new ParleyError('STORAGE_BUSY')
    const release = await claim(`parley:${this.#name}`)
    try {
      const request = indexedDB.open(this.#name, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(RECORDS)
      this.#db = await answered(request)
      this.#release = release
      this.#db.onclose = () => void this.close() // by the browser itself, as when its data are cleared
    } catch (cause) {
      release()
      throw failure(cause)
    }
  }

  async close() {
    this.#db?.close()
    this.#db = undefined
    this.#release?.()
    this.#release = undefined
  }

  get(key: string) {
    return this.#try((db) => answered(db.transaction(RECORDS).objectStore(RECORDS).get(key)))
  }

  list(range: Range) {
    return this.#try((db) => walk(db, range))
  }

  write(changes: readonly Change[]) {
    return this.#try((db) => {
      const tx = db.transaction(RECORDS, 'readwrite', { durability: 'strict' })
      const records = tx.objectStore(RECORDS)
      for (const { key, value } of changes) {
        if (value === undefined) records.delete(key)
        else records.put(value, key)
      }
      // Told now, this happens even if the page is left at once: by itself the browser would first hear from the page again.
      tx.commit()
      // A failed request aborts its transaction: that is the only thing to wait for.
      return new Promise<void>((resolve, reject) => {
        tx.oncomplete = () => resolve()
        tx.onabort = () => reject(tx.error)
      })
    })
  }

  async #try<Result>(use: (db: IDBDatabase) => Promise<Result>): Promise<Result> {
    if (!this.#db) throw new ParleyError('STORAGE_FAILED', { detail: 'the storage is not open' })
    try {
      return await use(this.#db)
    } catch (cause) {
      throw failure(cause)
    }
  }
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function walk(db: IDBDatabase, range: Range): Promise<StoredRecord[]> {
  const { prefix, before, after, limit = Number.POSITIVE_INFINITY, reverse } = range
  const from = after !== undefined && after >= prefix ? after : prefix
  const to = before ?? `${prefix}\uffff`
  if (from >= to) return []
  const keys = IDBKeyRange.bound(from, to, from === after, true)
  const cursors = db
    .transaction(RECORDS)
    .objectStore(RECORDS)
    .openCursor(keys, reverse ? 'prev' : 'next')
  const found: StoredRecord[] = []
  for (;;) {
    const cursor = await answered(cursors)
    if (!cursor || found.length >= limit) return found
    const key = cursor.key as string
    if (key.startsWith(prefix)) found.push({ key, value: cursor.value })
    cursor.continue()
  }
}

/** Takes the lock of this name or rejects with `STORAGE_BUSY`; the result gives it back. */
function claim(name: string): Promise<() => void> {
  if (typeof navigator === 'undefined' || !navigator.locks) return Promise.resolve(() => {})
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return reject(new ParleyError('STORAGE_BUSY'))
        return new Promise<void>((release) => resolve(release))
      })
      .catch(reject)
  })
}

function failure(cause: unknown): ParleyError {
  const isFull = cause instanceof DOMException && cause.name === 'QuotaExceededError'
  return new ParleyError(isFull ? 'STORAGE_FULL' : 'STORAGE_FAILED', { cause })
}
