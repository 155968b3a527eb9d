import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Part, Parts } from '../ports.ts'

/** What one call of SQS takes. */
const MESSAGES_PER_CALL = 10

/** Parts as messages of a queue: ids and positions, never what was written. */
export function queueParts(client: SQSClient, queue: string): Parts {
  async function sendSome(parts: readonly Part[]): Promise<void> {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queue,
        Entries: parts.map((part, index) => ({ Id: `${index}`, MessageBody: JSON.stringify(part) })),
      }),
    )
    // Whoever sends tries all of it again: a part that is done twice does no harm.
    if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} parts: ${Failed[0]?.Code}.`)
  }

  return {
    async send(parts) {
      const calls = Array.from({ length: Math.ceil(parts.length / MESSAGES_PER_CALL) }, (_, call) =>
        parts.slice(call * MESSAGES_PER_CALL, (call + 1) * MESSAGES_PER_CALL),
      )
      await Promise.all(calls.map(sendSome))
    },
  }
}
