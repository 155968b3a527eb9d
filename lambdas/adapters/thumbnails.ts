import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Thumbnails } from '../ports.ts'

/** Images as messages of a queue: `{ media, compressed }`, which the function `thumbnail` reads. */
export function queueThumbnails(client: SQSClient, queue: string): Thumbnails {
  return {
    async send(media, compressed) {
      const MessageBody = JSON.stringify({ media, compressed })
      await client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody }))
    },
  }
}
