import type { JsonApi } from '../json-api.ts'
import type { StreamRecord } from './stream-record.ts'

/** A place in a stream: everything up to and including `after` in `shardId` is behind it. */
export type StreamPosition = { shardId: string; after: string }

export type ShardRecord = StreamRecord & { shardId: string }

/**
 * Reads one stream from a position on, record by record in order, from one shard to the next.
 * The local engines keep a single shard open at a time, so a table's stream is one sequence.
 */
export class StreamReader {
  readonly #streams: JsonApi
  readonly #streamArn: string
  #position: StreamPosition | undefined
  #shardId: string | undefined
  #iterator: string | undefined

  /** Without `from` it begins at the oldest record that the stream still has. */
  constructor(streams: JsonApi, streamArn: string, from?: StreamPosition) {
    this.#streams = streams
    this.#streamArn = streamArn
    this.#position = from
    this.#shardId = from?.shardId
  }

  /** The next records, at most `limit`; empty when there are none yet. */
  async read(limit: number): Promise<ShardRecord[]> {
    this.#iterator ??= await this.#openIterator()
    if (this.#iterator === undefined) return []
    const answer = await this.#getRecords(limit)
    const shardId = this.#shardId!
    const records = ((answer?.Records ?? []) as StreamRecord[]).map((record) => ({ ...record, shardId }))
    const last = records.at(-1)
    if (last) this.#position = { shardId, after: last.dynamodb.SequenceNumber }
    this.#iterator = answer?.NextShardIterator as string | undefined
    if (answer && this.#iterator === undefined) await this.#nextShard()
    return records
  }

  async #getRecords(limit: number): Promise<Record<string, unknown> | undefined> {
    try {
      return await this.#streams('GetRecords', { ShardIterator: this.#iterator, Limit: limit })
    } catch (error) {
      // Both are answered by a new iterator from the last record seen.
      if (!['ExpiredIteratorException', 'TrimmedDataAccessException'].includes((error as Error).name))
        throw error
      if ((error as Error).name === 'TrimmedDataAccessException') this.#position = undefined
      return undefined
    }
  }

  async #openIterator(): Promise<string | undefined> {
    this.#shardId ??= (await this.#shards())[0]
    if (this.#shardId === undefined) return undefined
    const position = this.#position?.shardId === this.#shardId ? this.#position : undefined
    const answer = await this.#streams('GetShardIterator', {
      StreamArn: this.#streamArn,
      ShardId: this.#shardId,
      ...(position
        ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position.after }
        : { ShardIteratorType: 'TRIM_HORIZON' }),
    })
    return answer.ShardIterator as string | undefined
  }

  async #nextShard(): Promise<void> {
    const shards = await this.#shards()
    const next = shards[shards.indexOf(this.#shardId!) + 1]
    if (next) this.#shardId = next
  }

  async #shards(): Promise<string[]> {
    const { StreamDescription } = await this.#streams('DescribeStream', { StreamArn: this.#streamArn })
    return (StreamDescription as { Shards: { ShardId: string }[] }).Shards.map(({ ShardId }) => ShardId)
  }
}
