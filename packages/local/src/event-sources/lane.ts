import type { ShardRecord } from './stream-reader.ts'

/** Lambda's event limit, less what surrounds the records. */
const batchBytes = 6 * 1024 * 1024 - 4096

export type LaneOptions = {
  batchSize: number
  /** How long to wait for a batch to fill, from its first record on. */
  windowMs: number
  deliver(batch: ShardRecord[]): Promise<void>
  sleep(ms: number): Promise<void>
  stopped(): boolean
}

/** Delivers its records in order, one batch after another. */
export class Lane {
  readonly #options: LaneOptions
  readonly #records: ShardRecord[] = []
  #filled: (() => void) | undefined
  #running: Promise<void> | undefined

  constructor(options: LaneOptions) {
    this.#options = options
  }

  push(record: ShardRecord): void {
    this.#records.push(record)
    if (this.#records.length >= this.#options.batchSize) this.#filled?.()
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Resolves when the lane is empty or the runtime has stopped. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // Lets the reader hand over all that it has read before the first batch is cut.
    await new Promise(setImmediate)
    while (this.#records.length > 0 && !this.#options.stopped()) {
      await this.#window()
      const batch = this.#cut()
      await this.#options.deliver(batch)
    }
  }

  async #window(): Promise<void> {
    const { batchSize, windowMs, sleep } = this.#options
    if (windowMs === 0 || this.#records.length >= batchSize) return
    const full = new Promise<void>((resolve) => {
      this.#filled = resolve
    })
    await Promise.race([full, sleep(windowMs)])
    this.#filled = undefined
  }

  #cut(): ShardRecord[] {
    let bytes = 0
    let count = 0
    for (const record of this.#records.slice(0, this.#options.batchSize)) {
      bytes += Buffer.byteLength(JSON.stringify(record))
      if (bytes > batchBytes && count > 0) break
      count++
    }
    return this.#records.splice(0, count)
  }
}
