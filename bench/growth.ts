import { directId } from '@parley/domain'
import { key } from '../lambdas/adapters/chat-keys.ts'
import { toItem } from '../lambdas/adapters/dynamo.ts'
import { entryToItem } from '../lambdas/adapters/entry-item.ts'
import { newEntry, newSpeaker } from '../test/fixtures/people.ts'
import { putAll } from './crowd.ts'
import { cost, exchange, type OperationCost, TEXT } from './operations.ts'
import { Person } from './person.ts'
import { type Recorder, serialOf } from './recorder.ts'
import { dynamoAt, type System } from './system.ts'

const AT_A_TIME = 1_000

/** P9: what a text uses beside so many conversations of other people, and beside many times as many. */
export async function measureGrowth(
  system: System,
  recorder: Recorder,
  counts: readonly [few: number, many: number],
): Promise<OperationCost[]> {
  const [alice, bob] = [await Person.signUp(system), await Person.signUp(system)]
  const chat = alice.conversationWith(bob)
  const [phone, tablet] = [await alice.connect(), await bob.connect()]
  let seq = 0
  const message = () => exchange(phone, tablet, chat, ++seq)
  await message()
  const costs: OperationCost[] = []
  let there = 0
  for (const [index, count] of counts.entries()) {
    while (there < count) {
      const some = Math.min(AT_A_TIME, count - there)
      await addConversations(system, some)
      there += some
      await message() // by when it arrives, fan-out is done with all that was written before
    }
    const measured = await recorder.measure(message)
    const title = `text → its reader, beside ${count.toLocaleString('en-US')} other conversations`
    const operation = index === 0 ? 'besideFew' : 'besideMany'
    costs.push(cost(operation, title, measured.usage, serialOf(measured, 'Frame', 'FanOut')))
  }
  await Promise.all([phone, tablet].map((socket) => socket.close()))
  return costs
}

/**
 * Conversations of other people, each with a message and an inbox row: straight into the tables. They are notes to
 * oneself, so that fan-out, which hears of every message, has half as much to do before it is quiet.
 */
async function addConversations({ dynamodbUrl, messagesTable, chatTable }: System, count: number) {
  const client = dynamoAt(dynamodbUrl)
  const writers = Array.from({ length: count }, () => newSpeaker())
  const rows = writers.map(({ user }) => ({
    ...key.inbox(user, directId(user, user)),
    ...toItem({ seq: 1, n: 1, at: 1, changed: 1, by: 'entry', from: user, preview: TEXT, previewSeq: 1 }),
  }))
  await putAll(client, chatTable, rows)
  const messages = writers.map((writer) => newEntry(directId(writer.user, writer.user), 1, writer, TEXT))
  await putAll(client, messagesTable, messages.map(entryToItem))
  client.destroy()
}
