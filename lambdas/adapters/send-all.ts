import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { inChunks, untilDone } from './until-done.ts'

/** What one call of SQS takes. */
const MESSAGES_PER_CALL = 10

/** What a message says, as JSON, and after how many seconds it is handed over: at once, or up to 900. */
export type QueuedMessage = { readonly body: object; readonly delay?: number }

/**
 * Puts messages in a queue. What SQS refuses of a call is sent again up to `attempts` times in all. Throws if one of
 * them was refused to the last: all are to be sent again.
 */
export async function sendAll(
  client: SQSClient,
  queue: string,
  messages: readonly QueuedMessage[],
  { attempts = 1 } = {},
): Promise<void> {
  await Promise.all(
    inChunks(messages, MESSAGES_PER_CALL).map((some) => {
      let why: string | undefined
      const sendSome = async (open: readonly QueuedMessage[]) => {
        const Entries = open.map(toEntry)
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }))
        why = Failed[0]?.Code
        return Failed.map(({ Id }) => open[Number(Id)]!)
      }
      return untilDone(some, attempts, sendSome, (left) => `SQS refused ${left} messages: ${why}.`)
    }),
  )
}

/** Its id is its place in the call. */
function toEntry({ body, delay }: QueuedMessage, index: number) {
  const MessageBody = JSON.stringify(body)
  return { Id: `${index}`, MessageBody, ...(delay !== undefined && { DelaySeconds: delay }) }
}
