import middy from '@middy/core'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoMediaItems, mediaOfItem } from './adapters/media-items.ts'
import { mediaClient, s3MediaStore } from './adapters/media-store.ts'
import { logFault } from './edge/log-fault.ts'
import { batchResponse, decodeRemoved } from './edge/stream-batch.ts'
import { read } from './environment.ts'
import { fileGone } from './media/gone.ts'
import { settleAll } from './parallel.ts'

const AT_ONCE = 20

const { chatTable, mediaBucket } = read('chatTable', 'mediaBucket')
const world = {
  media: dynamoMediaItems(dynamoClient(), chatTable),
  mediaStore: s3MediaStore(mediaClient(), mediaBucket),
}

/** Files whose items have gone from the Chat table take their objects with them. */
export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(async (event) => {
  const { decoded, failed } = decodeRemoved(event, mediaOfItem)
  const results = await settleAll(decoded, AT_ONCE, ({ value }) => fileGone(value, world))
  const unfinished = decoded.filter((_, index) => {
    const result = results[index]!
    if (result.status === 'rejected') logFault(result.reason)
    return result.status === 'rejected'
  })
  return batchResponse([...failed, ...unfinished.map(({ sequence }) => sequence)])
})
