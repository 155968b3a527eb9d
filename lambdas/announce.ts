import middy from '@middy/core'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { receiptOfItem } from './adapters/inbox.ts'
import { announceReceipt, latestReceipts } from './delivery/announce-receipt.ts'
import { logFault } from './edge/log-fault.ts'
import { batchResponse, decodeBatch } from './edge/stream-batch.ts'
import { deliveringWorld } from './world.ts'

const world = deliveringWorld()

/** Receipts in the Chat stream go to those they concern: the other side, and the reader's other devices. */
export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(async (event) => {
  const { decoded, failed } = decodeBatch(event, receiptOfItem)
  const unfinished = await Promise.all(
    latestReceipts(decoded).map(({ value, sequence }) =>
      announceReceipt(value, world).then(
        () => [],
        (error: unknown) => {
          logFault(error)
          return [sequence]
        },
      ),
    ),
  )
  return batchResponse([...failed, ...unfinished.flat()])
})
