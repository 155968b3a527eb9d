import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { ParleyError } from '../error.ts'
import type { Change, Range, Storage, StoredRecord } from '../storage.ts'

interface Schema extends DBSchema {
  records: { key: string; value: unknown }
}

/** A storage in the browser's database of this name. One tab at a time where the browser has Web Locks. */
export function indexedDbStorage(name: string): Storage {
  return new IndexedDbStorage(name)
}

class IndexedDbStorage implements Storage {
  readonly #name: string
  #db: IDBPDatabase<Schema> | undefined
  #release: (() => void) | undefined

  constructor(name: string) {
    this.#name = name
  }

  async open() {
    if (this.#db) throw new ParleyError('STORAGE_BUSY')
    this.#release = await claim(`parley:${this.#name}`)
    try {
      this.#db = await openDB<Schema>(this.#name, 1, {
        upgrade: (db) => void db.createObjectStore('records'),
        terminated: () => void this.close(),
      })
    } catch (cause) {
      this.#release()
      throw failure(cause)
    }
  }

  async close() {
    this.#db?.close()
    this.#db = undefined
    this.#release?.()
  }

  get(key: string) {
    return this.#try((db) => db.get('records', key))
  }

  list(range: Range) {
    return this.#try((db) => walk(db, range))
  }

  write(changes: readonly Change[]) {
    return this.#try(async (db) => {
      const tx = db.transaction('records', 'readwrite', { durability: 'strict' })
      // The transaction tells of every failure, a failed request's included: it is the only promise to wait for.
      for (const { key, value } of changes) {
        const request = value === undefined ? tx.store.delete(key) : tx.store.put(value, key)
        request.catch(() => {})
      }
      await tx.done
    })
  }

  async #try<Result>(use: (db: IDBPDatabase<Schema>) => Promise<Result>): Promise<Result> {
    if (!this.#db) throw new ParleyError('STORAGE_FAILED', { detail: 'the storage is not open' })
    try {
      return await use(this.#db)
    } catch (cause) {
      throw failure(cause)
    }
  }
}

async function walk(db: IDBPDatabase<Schema>, range: Range): Promise<StoredRecord[]> {
  const { prefix, before, after, limit = Number.POSITIVE_INFINITY, reverse } = range
  const from = after !== undefined && after >= prefix ? after : prefix
  const to = before ?? `${prefix}\uffff`
  if (from >= to) return []
  const found: StoredRecord[] = []
  const keys = IDBKeyRange.bound(from, to, from === after, true)
  const store = db.transaction('records').store
  let cursor = await store.openCursor(keys, reverse ? 'prev' : 'next')
  for (; cursor && found.length < limit; cursor = await cursor.continue()) {
    if (cursor.key.startsWith(prefix)) found.push({ key: cursor.key, value: cursor.value })
  }
  return found
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
