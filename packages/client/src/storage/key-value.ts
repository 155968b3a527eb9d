import { asParleyError, ParleyError } from '../error.ts'
import type { Change, Range, Storage } from '../storage.ts'
import { KeyValueLog, type KeyValueStore } from './key-value-log.ts'
import { Records } from './records.ts'

/** The log is rewritten when it has this many items more than there are records. */
const SLACK = 500

/** The names of a store that are open. */
const heldHere = new WeakMap<KeyValueStore, Set<string>>()

/**
 * A storage in a store of texts under keys, such as React Native's AsyncStorage: a write is one item, and all records are in
 * memory. Nothing is asked of the store but that an item which it has set is there, whole, until it is removed; and that
 * no other process uses it. Its keys begin with `name`, others are left alone.
 */
export function keyValueStorage(store: KeyValueStore, name = 'parley'): Storage {
  return new KeyValueStorage(store, name)
}

class KeyValueStorage implements Storage {
  readonly #store: KeyValueStore
  readonly #name: string
  #records = new Records()
  #log: KeyValueLog | undefined
  /** All that was called so far. */
  #settled: Promise<unknown> = Promise.resolve()

  constructor(store: KeyValueStore, name: string) {
    this.#store = store
    this.#name = name
  }

  async open() {
    const held = heldHere.get(this.#store) ?? new Set()
    if (held.has(this.#name)) throw new ParleyError('STORAGE_BUSY')
    heldHere.set(this.#store, held.add(this.#name))
    try {
      const log = new KeyValueLog(this.#store, this.#name)
      const records = new Records()
      for (const changes of await log.read()) records.apply(changes)
      this.#records = records
      this.#log = log
    } catch (cause) {
      held.delete(this.#name)
      throw failure(cause)
    }
  }

  async close() {
    await this.#settled
    if (this.#log) heldHere.get(this.#store)?.delete(this.#name)
    this.#log = undefined
  }

  get(key: string) {
    return this.#inTurn(async () => this.#records.get(key))
  }

  list(range: Range) {
    return this.#inTurn(async () => this.#records.list(range))
  }

  write(changes: readonly Change[]): Promise<void> {
    const json = JSON.stringify(changes)
    return this.#inTurn(async () => {
      const log = this.#log
      if (!log) throw new ParleyError('STORAGE_FAILED', { detail: 'the storage is not open' })
      try {
        await log.append(json)
      } catch (cause) {
        throw failure(cause)
      }
      this.#records.apply(JSON.parse(json))
      // If it fails, nothing is lost: it is tried again after the next write.
      if (log.length > this.#records.size + SLACK) await log.rewrite(this.#records.all()).catch(() => {})
    })
  }

  #inTurn<Result>(what: () => Promise<Result>): Promise<Result> {
    const result = this.#settled.then(what)
    this.#settled = result.catch(() => {})
    return result
  }
}

function failure(cause: unknown): ParleyError {
  return asParleyError(cause, /quota|full/i.test(String(cause)) ? 'STORAGE_FULL' : 'STORAGE_FAILED')
}
