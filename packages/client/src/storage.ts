/**
 * A device's memory: records under text keys. Four kinds exist: `memoryStorage`, `indexedDbStorage`,
 * `keyValueStorage` and, in `@parley/client/node`, `fileStorage`; one suite of tests holds them all to these guarantees.
 *
 * - One client at a time: `open` claims the storage and rejects with `STORAGE_BUSY` while another has it.
 * - `write` is atomic and durable: once it resolves, all its changes survive a killed process; if it
 *   rejects, or the process dies before, none or all of them are there, never some.
 * - Writes take effect in the order of the calls, and a read sees every write called before it.
 * - Keys are ordered by UTF-16 unit. Values are JSON data, and are copied: changing one later changes no record.
 * - Failures are `STORAGE_FULL` or `STORAGE_FAILED`.
 */
export interface Storage {
  open(): Promise<void>
  /** Waits for the writes under way and lets the next client in. */
  close(): Promise<void>
  get(key: string): Promise<unknown>
  list(range: Range): Promise<StoredRecord[]>
  write(changes: readonly Change[]): Promise<void>
}

export type Range = {
  /** The keys that begin with this. */
  prefix: string
  /** Of those, only keys before this one. */
  before?: string
  /** Of those, only keys after this one. */
  after?: string
  /** At most so many. */
  limit?: number
  /** From the last key to the first. */
  reverse?: boolean
}

export type StoredRecord = { readonly key: string; readonly value: unknown }

/** Without a `value` the record is removed. */
export type Change = { readonly key: string; readonly value?: unknown }
