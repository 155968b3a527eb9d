import middy from '@middy/core'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { entryOfItem } from './adapters/message-log.ts'
import { deliver } from './delivery/deliver.ts'
import { batchResponse, decodeBatch } from './edge/stream-batch.ts'
import { splittingWorld } from './world.ts'

const world = splittingWorld()

/** New entries of the Messages stream go to their conversations' members. */
export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(async (event) => {
  const { decoded, failed } = decodeBatch(event, entryOfItem)
  const unfinished = await deliver(
    decoded.map(({ value }) => value),
    world,
  )
  const again = decoded.filter(({ value }) => unfinished.has(value.conversation))
  return batchResponse([...failed, ...again.map(({ sequence }) => sequence)])
})
