import type { ShardRecord, StreamPosition } from './stream-reader.ts'

/** The records read but not yet settled, in stream order; lanes may settle them in any order. */
export class Outstanding {
  readonly #records: ShardRecord[] = []
  readonly #settled = new Set<ShardRecord>()
  #position: StreamPosition | undefined

  add(record: ShardRecord): void {
    this.#records.push(record)
  }

  settle(records: ShardRecord[]): void {
    for (const record of records) this.#settled.add(record)
    let count = 0
    for (const record of this.#records) {
      if (!this.#settled.delete(record)) break
      count++
    }
    const last = this.#records[count - 1]
    if (last) this.#position = { shardId: last.shardId, after: last.dynamodb.SequenceNumber }
    this.#records.splice(0, count)
  }

  get size(): number {
    return this.#records.length
  }

  /** The last record before which none is outstanding; undefined until the first is settled. */
  get position(): StreamPosition | undefined {
    return this.#position
  }
}
