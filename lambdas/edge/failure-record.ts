import type { StreamRange } from '../ports.ts'

/**
 * Where the records are that a consumer of a DynamoDB stream gave up on, from what Lambda puts into its on-failure
 * queue: places only, never what is in them. Throws for anything else.
 */
export function rangeOf(message: unknown): StreamRange {
  const { DDBStreamBatchInfo: batch } = message as { DDBStreamBatchInfo?: Record<string, unknown> }
  const text = (name: string) => {
    const value = batch?.[name]
    if (typeof value !== 'string') throw new Error(`A failure record without ${name}.`)
    return value
  }
  return {
    stream: text('streamArn'),
    shard: text('shardId'),
    first: text('startSequenceNumber'),
    last: text('endSequenceNumber'),
  }
}
