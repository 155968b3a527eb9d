import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'

/** What one call of SQS takes. */
const MESSAGES_PER_CALL = 10

/** What a message says, as JSON, and after how many seconds it is handed over: at once, or up to 900. */
export type QueuedMessage = { readonly body: object; readonly delay?: number }

/** Puts messages in a queue. Throws if one of them was refused: all are to be sent again. */
export async function sendAll(
  client: SQSClient,
  queue: string,
  messages: readonly QueuedMessage[],
): Promise<void> {
  const calls = Array.from({ length: Math.ceil(messages.length / MESSAGES_PER_CALL) }, (_, call) =>
    messages.slice(call * MESSAGES_PER_CALL, (call + 1) * MESSAGES_PER_CALL),
  )
  await Promise.all(calls.map((some) => sendSome(client, queue, some)))
}

async function sendSome(client: SQSClient, queue: string, messages: readonly QueuedMessage[]): Promise<void> {
  const { Failed = [] } = await client.send(
    new SendMessageBatchCommand({
      QueueUrl: queue,
      Entries: messages.map(({ body, delay }, index) => ({
        Id: `${index}`,
        MessageBody: JSON.stringify(body),
        ...(delay !== undefined && { DelaySeconds: delay }),
      })),
    }),
  )
  if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} messages: ${Failed[0]?.Code}.`)
}
