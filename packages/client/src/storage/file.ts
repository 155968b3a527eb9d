import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { asParleyError, ParleyError } from '../error.ts'
import type { Change, Range, Storage } from '../storage.ts'
import { Journal } from './journal.ts'
import { lockFile } from './lock-file.ts'
import { Records } from './records.ts'

/** The journal is rewritten when it has this many lines more than there are records. */
const SLACK = 5_000

/**
 * A storage in a folder, for Node: a journal on disk, one line a write, and all records in memory.
 * Meant for one device's share of messages, not for an archive.
 */
export function fileStorage(folder: string): Storage {
  return new FileStorage(resolve(folder))
}

type Write = { line: string; done: () => void; fail: (error: unknown) => void }

class FileStorage implements Storage {
  readonly #folder: string
  #records = new Records()
  #journal: Journal | undefined
  #lines = 0
  #unlock: (() => Promise<void>) | undefined
  #waiting: Write[] = []
  /** Resolves when every write called so far has taken effect or failed. */
  #settled: Promise<unknown> = Promise.resolve()
  #isFlushing = false

  constructor(folder: string) {
    this.#folder = folder
  }

  async open() {
    let unlock: (() => Promise<void>) | undefined
    try {
      await mkdir(this.#folder, { recursive: true })
      unlock = await lockFile(join(this.#folder, 'lock'))
      await this.#load()
    } catch (cause) {
      await unlock?.()
      throw failure(cause)
    }
    this.#unlock = unlock
  }

  async #load() {
    const { journal, lines } = await Journal.open(join(this.#folder, 'journal.jsonl'))
    this.#records = new Records()
    for (const changes of lines) this.#records.apply(changes as Change[])
    this.#journal = journal
    this.#lines = lines.length
  }

  async close() {
    await this.#settled
    const [journal, unlock] = [this.#journal, this.#unlock]
    this.#journal = undefined
    this.#unlock = undefined
    await journal?.close().finally(unlock)
  }

  async get(key: string) {
    await this.#settled
    return this.#records.get(key)
  }

  async list(range: Range) {
    await this.#settled
    return this.#records.list(range)
  }

  write(changes: readonly Change[]): Promise<void> {
    const written = new Promise<void>((done, fail) => {
      this.#waiting.push({ line: `${JSON.stringify(changes)}\n`, done, fail })
    })
    this.#settled = written.catch(() => {})
    if (!this.#isFlushing) void this.#flush()
    return written
  }

  /** Writes called while others are being synced share the next sync. */
  async #flush(): Promise<void> {
    this.#isFlushing = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      try {
        await this.#append(batch.map(({ line }) => line))
        for (const { done } of batch) done()
      } catch (cause) {
        for (const { fail } of batch) fail(failure(cause))
      }
    }
    this.#isFlushing = false
  }

  async #append(lines: readonly string[]): Promise<void> {
    if (!this.#journal) throw new ParleyError('STORAGE_FAILED', { detail: 'the storage is not open' })
    await this.#journal.append(lines.join(''))
    for (const line of lines) this.#records.apply(JSON.parse(line) as Change[])
    this.#lines += lines.length
    if (this.#lines > this.#records.size + SLACK) await this.#compact(this.#journal)
  }

  /** What cannot be made smaller now, for want of room, is as good as before: it is tried again later. */
  async #compact(journal: Journal): Promise<void> {
    const records = this.#records.all()
    this.#lines = records.length
    await journal.rewrite(records.map((record) => `${JSON.stringify([record])}\n`).join('')).catch(() => {})
  }
}

function failure(cause: unknown): ParleyError {
  const isFull = ['ENOSPC', 'EDQUOT'].includes((cause as NodeJS.ErrnoException).code ?? '')
  return asParleyError(cause, isFull ? 'STORAGE_FULL' : 'STORAGE_FAILED')
}
