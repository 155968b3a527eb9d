import type { SQSClient } from '@aws-sdk/client-sqs'
import type { PushQueue, PushWork } from '../ports.ts'
import { sendAll } from './send-all.ts'

/** So that ten messages are well below what SQS takes in one call: about two hundred people with a device each. */
const MESSAGE_BYTES = 25_000
const LONGEST_DELAY_S = 900
const ATTEMPTS = 3

/** Push work as messages of a queue: ids and positions, never what was written. */
export function queuePushes(client: SQSClient, queue: string): PushQueue {
  return {
    send(work, delayMs) {
      const delay = Math.min(LONGEST_DELAY_S, Math.ceil(delayMs / 1000))
      const messages = work.flatMap(split).map((body) => ({ body, delay }))
      return sendAll(client, queue, messages, { attempts: ATTEMPTS })
    },
  }
}

/** A work in as many as one message can hold; each is of at least one person. */
function split({ people, ...work }: PushWork): PushWork[] {
  const parts: { people: PushWork['people'][number][]; bytes: number }[] = []
  for (const person of people) {
    const bytes = Buffer.byteLength(JSON.stringify(person)) + 1
    const last = parts.at(-1)
    if (!last || last.bytes + bytes > MESSAGE_BYTES) parts.push({ people: [person], bytes })
    else {
      last.people.push(person)
      last.bytes += bytes
    }
  }
  return parts.map((part) => ({ ...work, people: part.people }))
}
