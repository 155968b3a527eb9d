import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Endings } from '../ports.ts'

/** Endings as messages of a queue. */
export function queueEndings(client: SQSClient, queue: string): Endings {
  return {
    async send(ending, delayMs = 0) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queue,
          MessageBody: JSON.stringify(ending),
          DelaySeconds: Math.ceil(delayMs / 1000),
        }),
      )
    },
  }
}
