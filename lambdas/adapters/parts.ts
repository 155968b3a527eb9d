import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Parts } from '../ports.ts'
import { sendAll } from './send-all.ts'

/** Parts as messages of a queue: ids and positions, never what was written. A part that is done twice does no harm. */
export function queueParts(client: SQSClient, queue: string): Parts {
  return {
    send: (parts) =>
      sendAll(
        client,
        queue,
        parts.map((body) => ({ body })),
      ),
  }
}
