import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Looks } from '../ports.ts'
import { sendAll } from './send-all.ts'

/** The longest that SQS keeps a message back, seconds. */
const DELAY_MAX_S = 900

/** Looks as messages of a queue, kept back until they are due, to the second after. */
export function queueLooks(client: SQSClient, queue: string): Looks {
  return {
    send: (looks, now) =>
      sendAll(
        client,
        queue,
        looks.map((look) => ({ body: look, delay: delayUntil(look.at, now) })),
      ),
  }
}

function delayUntil(at: number, now: number): number {
  return Math.min(Math.max(Math.ceil((at - now) / 1000), 0), DELAY_MAX_S)
}
