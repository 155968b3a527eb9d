import type { Invoke, Log } from '../contracts.ts'
import type { JsonApi } from '../json-api.ts'
import { type DeliveryPolicy, deliver } from './batch-delivery.ts'
import type { Checkpoint } from './checkpoint.ts'
import { type Discarded, failureRecord } from './failure-record.ts'
import type { Matches } from './filter-pattern.ts'
import { Lane } from './lane.ts'
import { Outstanding } from './outstanding.ts'
import { Sleeper } from './sleeper.ts'
import { type ShardRecord, type StreamPosition, StreamReader } from './stream-reader.ts'
import { changedNothing, laneOf } from './stream-record.ts'

export type StreamMappingOptions = {
  name: string
  streams: JsonApi
  /** The stream as the template's resources call it, and as the engine does. */
  streamArn: string
  engineArn: string
  region: string
  partitionKey: string
  functionArn: string
  invoke: Invoke
  policy: DeliveryPolicy
  batchSize: number
  windowMs: number
  /** ParallelizationFactor. */
  lanes: number
  startsAtLatest: boolean
  matches: Matches
  onFailure?(record: unknown): Promise<void>
  checkpoint: Checkpoint
  /** Calls back when the engine's data changed; returns how to stop that. Polling alone works too. */
  onWrite(listener: () => void): () => void
  /** The longest pause between two polls of a stream on which nothing happens. */
  quietPollMs: number
  log: Log
  now?(): number
}

const readLimit = 1000
/** Past this many unsettled records reading waits, as Lambda's does. */
const outstandingLimit = 10_000
/** Between two reads of a busy stream: records that come together are delivered together. */
const breathMs = 5
const shortestPollMs = 25
const retryMs = 200

/** A DynamoDB stream that feeds a function; what it has settled survives a restart. */
export class StreamMapping {
  readonly #options: StreamMappingOptions
  readonly #outstanding = new Outstanding()
  readonly #sleeper = new Sleeper()
  readonly #lanes: Lane[]
  #saved: StreamPosition | undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = false
  #written = false

  constructor(options: StreamMappingOptions) {
    this.#options = options
    this.#lanes = Array.from({ length: options.lanes }, () => this.#lane())
  }

  /** Fixes where the stream begins for this mapping, then reads it until stopped. */
  async start(): Promise<void> {
    const reader = new StreamReader(this.#options.streams, this.#options.engineArn, await this.#begin())
    this.#running = this.#run(reader)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#sleeper.stop()
    await this.#running
  }

  async #begin(): Promise<StreamPosition | undefined> {
    const { checkpoint, streamArn, startsAtLatest } = this.#options
    const progress = checkpoint.load(streamArn)
    if (progress) return progress.position ?? undefined
    const position = startsAtLatest ? await this.#end() : undefined
    checkpoint.save({ streamArn, position: position ?? null })
    return position
  }

  /** LATEST as a position that can be saved: one that a crash before the first record does not lose. */
  async #end(): Promise<StreamPosition | undefined> {
    const reader = new StreamReader(this.#options.streams, this.#options.engineArn)
    for (let end: StreamPosition | undefined; ; ) {
      const last = (await reader.read(readLimit)).at(-1)
      if (!last) return end
      end = { shardId: last.shardId, after: last.dynamodb.SequenceNumber }
    }
  }

  async #run(reader: StreamReader): Promise<void> {
    const unwatch = this.#options.onWrite(() => {
      this.#written = true
      this.#sleeper.wake()
    })
    let delay = shortestPollMs
    while (!this.#stopped) {
      this.#written = false
      const records = await this.#read(reader)
      for (const record of records) this.#accept(record)
      this.#save()
      delay = records.length > 0 ? shortestPollMs : Math.min(this.#options.quietPollMs, delay * 2)
      const crowded = this.#outstanding.size >= outstandingLimit
      const quiet = crowded || (records.length === 0 && !this.#written)
      await (quiet ? this.#sleeper.sleep(delay) : this.#sleeper.sleep(breathMs, 'deaf'))
    }
    unwatch()
    await Promise.all(this.#lanes.map((lane) => lane.idle()))
    this.#save()
  }

  async #read(reader: StreamReader): Promise<ShardRecord[]> {
    if (this.#outstanding.size >= outstandingLimit) return []
    try {
      return await reader.read(readLimit)
    } catch (error) {
      if (!this.#stopped) this.#options.log.warn(`${this.#options.name}: ${(error as Error).message}`)
      await this.#sleeper.sleep(retryMs)
      return []
    }
  }

  #accept(record: ShardRecord): void {
    this.#outstanding.add(record)
    const wanted = !changedNothing(record) && this.#options.matches(this.#toEvent(record))
    const lane = this.#lanes[laneOf(record, this.#options.partitionKey, this.#lanes.length)]!
    if (wanted) lane.push(record)
    else this.#outstanding.settle([record])
  }

  #lane(): Lane {
    const { batchSize, windowMs } = this.#options
    const sleep = (ms: number) => this.#sleeper.sleep(ms, 'deaf')
    const stopped = () => this.#stopped
    return new Lane({ batchSize, windowMs, sleep, stopped, deliver: (batch) => this.#deliver(batch) })
  }

  #deliver(batch: ShardRecord[]): Promise<void> {
    const { policy, invoke, now = Date.now } = this.#options
    return deliver(batch, {
      ...policy,
      invoke,
      now,
      toEvent: (record) => this.#toEvent(record),
      settle: (records) => {
        this.#outstanding.settle(records)
        this.#save()
      },
      discard: (discarded) => this.#discard({ ...discarded, now: now() }),
      sleep: (ms) => this.#sleeper.sleep(ms, 'deaf'),
      stopped: () => this.#stopped,
    })
  }

  async #discard(discarded: Omit<Discarded, 'functionArn' | 'streamArn'>) {
    const { name, functionArn, streamArn, onFailure, log } = this.#options
    log.warn(`${name}: gave up on ${discarded.records.length} records (${discarded.condition})`)
    const record = failureRecord({ ...discarded, functionArn, streamArn })
    while (!this.#stopped && onFailure) {
      try {
        return await onFailure(record)
      } catch (error) {
        log.warn(`${name}: on-failure destination: ${(error as Error).message}`)
        await this.#sleeper.sleep(retryMs, 'deaf')
      }
    }
  }

  #toEvent({ shardId: _, ...record }: ShardRecord): unknown {
    return { ...record, awsRegion: this.#options.region, eventSourceARN: this.#options.streamArn }
  }

  #save(): void {
    const position = this.#outstanding.position
    if (!position || position === this.#saved) return
    this.#options.checkpoint.save({ streamArn: this.#options.streamArn, position })
    this.#saved = position
  }
}
