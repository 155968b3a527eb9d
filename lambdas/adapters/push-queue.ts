import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { PushQueue, PushWork } from '../ports.ts'

/** What one call of SQS takes. */
const MESSAGES_PER_CALL = 10
/** So that ten messages are well below what SQS takes in one call: about two hundred people with a device each. */
const MESSAGE_BYTES = 25_000
const LONGEST_DELAY_S = 900
const ATTEMPTS = 3

/** Push work as messages of a queue: ids and positions, never what was written. */
export function queuePushes(client: SQSClient, queue: string): PushQueue {
  return {
    async send(work, delayMs) {
      const messages = work.flatMap(split).map((each) => JSON.stringify(each))
      const delay = Math.min(LONGEST_DELAY_S, Math.ceil(delayMs / 1000))
      const calls = Array.from({ length: Math.ceil(messages.length / MESSAGES_PER_CALL) }, (_, call) =>
        messages.slice(call * MESSAGES_PER_CALL, (call + 1) * MESSAGES_PER_CALL),
      )
      await Promise.all(calls.map((each) => sendSome(each, delay)))
    },
  }

  async function sendSome(messages: readonly string[], DelaySeconds: number): Promise<void> {
    let left = messages
    for (let attempt = 1; ; attempt++) {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: queue,
          Entries: left.map((MessageBody, index) => ({ Id: `${index}`, MessageBody, DelaySeconds })),
        }),
      )
      if (Failed.length === 0) return
      if (attempt === ATTEMPTS) throw new Error(`SQS refused ${Failed.length} pushes: ${Failed[0]?.Code}.`)
      left = Failed.map(({ Id }) => left[Number(Id)]!)
    }
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
