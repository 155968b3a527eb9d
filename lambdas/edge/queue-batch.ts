import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { logFault } from './log-fault.ts'

/**
 * Handles the messages of a batch, each on its own: one that fails comes back alone after the queue's visibility
 * timeout, and ends in its dead-letter queue when that has happened often enough.
 */
export async function eachMessage(
  event: SQSEvent,
  handle: (body: unknown, record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const failed: string[] = []
  await Promise.all(
    event.Records.map(async (record) => {
      try {
        await handle(JSON.parse(record.body), record)
      } catch (error) {
        logFault(error)
        failed.push(record.messageId)
      }
    }),
  )
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}
