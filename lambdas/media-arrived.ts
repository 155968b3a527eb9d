import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoMediaItems } from './adapters/media-items.ts'
import { mediaClient, s3MediaStore } from './adapters/media-store.ts'
import { queueClient } from './adapters/queue-client.ts'
import { queueThumbnails } from './adapters/thumbnails.ts'
import { eachMessage } from './edge/queue-batch.ts'
import { read } from './environment.ts'
import { keysOf, objectArrived } from './media/arrived.ts'

const { chatTable, mediaBucket, thumbnailsQueue } = read('chatTable', 'mediaBucket', 'thumbnailsQueue')
const world = {
  media: dynamoMediaItems(dynamoClient(), chatTable),
  mediaStore: s3MediaStore(mediaClient(), mediaBucket),
  thumbnails: queueThumbnails(queueClient(), thumbnailsQueue),
}

/** What has come into the bucket of files: brought up by devices, or made of it. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  eachMessage(event, async (body) => {
    for (const key of keysOf(body)) await objectArrived(key, world)
  }),
)
