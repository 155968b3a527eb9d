import { randomUUID } from 'node:crypto'
import type { ShardRecord } from './stream-reader.ts'

type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

export type Discarded = {
  records: ShardRecord[]
  condition: Condition
  invocations: number
  /** Whether the last try failed as a whole, and not by naming items. */
  functionError: boolean
  functionArn: string
  streamArn: string
  now: number
}

/** What an on-failure destination gets: where the records are in the stream, never what is in them. */
export function failureRecord({ records, ...discarded }: Discarded) {
  const first = records[0]!
  const last = records.at(-1)!
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: discarded.functionArn,
      condition: discarded.condition,
      approximateInvokeCount: discarded.invocations,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: discarded.functionError ? 'Unhandled' : null,
    },
    version: '1.0',
    timestamp: new Date(discarded.now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: first.shardId,
      startSequenceNumber: first.dynamodb.SequenceNumber,
      endSequenceNumber: last.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn: discarded.streamArn,
    },
  }
}

function arrival(record: ShardRecord): string {
  return new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString()
}
