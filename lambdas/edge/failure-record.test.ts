import { expect, it } from 'vitest'
import { rangeOf } from './failure-record.ts'

/** As AWS documents it for a DynamoDB stream. */
const RECORD = {
  requestContext: { requestId: 'r', functionArn: 'f', condition: 'RetryAttemptsExhausted' },
  version: '1.0',
  DDBStreamBatchInfo: {
    shardId: 'shardId-00000001573689847184-864758bb',
    startSequenceNumber: '800000000003126276362',
    endSequenceNumber: '800000000003126276365',
    approximateArrivalOfFirstRecord: '2019-11-14T00:13:19Z',
    approximateArrivalOfLastRecord: '2019-11-14T00:13:19Z',
    batchSize: 1,
    streamArn: 'arn:aws:dynamodb:us-east-2:123456789012:table/t/stream/2019-11-14T00:04:06.388',
  },
}

it('finds where the records are', () => {
  expect(rangeOf(RECORD)).toEqual({
    stream: RECORD.DDBStreamBatchInfo.streamArn,
    shard: 'shardId-00000001573689847184-864758bb',
    first: '800000000003126276362',
    last: '800000000003126276365',
  })
})

it.each([
  ['something else', {}, 'streamArn'],
  [
    'a record without its end',
    { DDBStreamBatchInfo: { ...RECORD.DDBStreamBatchInfo, endSequenceNumber: 7 } },
    'endSequenceNumber',
  ],
])('refuses %s', (_, message, named) => {
  expect(() => rangeOf(message)).toThrow(named)
})
