import { setTimeout as sleep } from 'node:timers/promises'
import { directId, type UserId } from '@parley/domain'
import { dynamoInbox } from '../lambdas/adapters/inbox.ts'
import type { News } from '../lambdas/ports.ts'
import type { RawSocket } from '../test/fixtures/raw-socket.ts'
import type { OperationId } from './budgets.ts'
import { arrival, Person, send } from './person.ts'
import { deliverPart, type Measured, type Recorder, serialOf, serialOfAll } from './recorder.ts'
import { dynamoAt, type System } from './system.ts'
import { less, share, type Usage } from './usage.ts'

export type OperationCost = {
  readonly operation: OperationId
  readonly title: string
  readonly usage: Usage
  /** AWS calls that wait for one another, over the functions that wait for one another. */
  readonly serial: number
}

export const TEXT = 'The quick brown fox jumps over the lazy dog, says the text'
const LONG_TEXT = 'ß'.repeat(100_000)
const PHONE = 'phone-of-alice'
const TABLET = 'tablet-of-bob'
const CONVERSATIONS = 200

/** Two people with a device each, and what every operation of theirs uses. One environment a function. */
export async function measureOperations(system: System, recorder: Recorder): Promise<OperationCost[]> {
  const [alice, bob] = [await Person.signUp(system), await Person.signUp(system)]
  const chat = alice.conversationWith(bob)
  const [phone, tablet] = [await alice.connect(PHONE), await bob.connect(TABLET)]
  // Before the first message of all, the functions that deliver have no environment.
  await recorder.measure(() => exchange(phone, tablet, chat, 1))
  const sender = await alice.connect(PHONE)
  return [
    ...(await messages(recorder, sender, tablet, chat, await firstText(recorder, system))),
    ...(await receipts(recorder, sender, tablet, chat)),
    await longText(recorder, alice, bob, tablet, chat),
    await signIn(recorder, alice),
    await offline(recorder, sender, tablet, chat),
    ...(await history(recorder, bob, chat)),
    await reconnect(recorder, system, bob),
  ]
}

/** One text from the frame to the other side's device. */
export async function exchange(from: RawSocket, to: RawSocket, chat: string, seq: number): Promise<void> {
  const arrived = arrival(to, chat, seq)
  const ack = await send(from, chat, seq - 1, TEXT)
  if (ack.seq !== seq) throw new Error(`The ack for position ${seq} was ${JSON.stringify(ack)}.`)
  await arrived
}

/** An answer to somebody who has just begun to write: whether that one's account still stands is looked up as well. */
async function firstText(recorder: Recorder, system: System) {
  const [carol, dave] = [await Person.signUp(system), await Person.signUp(system)]
  const [other, first] = [await carol.connect(), await dave.connect()]
  const chat = dave.conversationWith(carol)
  await exchange(other, first, chat, 1)
  // What one has read before one answers is one write less when the answer is delivered.
  const told = other.next(({ event }) => event === 'receipt')
  await first.request({ action: 'receipt', receipts: [{ conversation: chat, read: 1 }] })
  await told
  await recorder.measure(() => first.close())
  const phone = await dave.connect()
  const measured = await recorder.measure(() => exchange(phone, other, chat, 2))
  await Promise.all([phone, other].map((socket) => socket.close()))
  return measured
}

async function messages(
  recorder: Recorder,
  sender: RawSocket,
  tablet: RawSocket,
  chat: string,
  cold: Measured,
) {
  await recorder.measure(() => exchange(sender, tablet, chat, 2))
  const warm = await recorder.measure(() => exchange(sender, tablet, chat, 3))
  // Each is delivered in the same way.
  const delivered = deliverPart(warm, 'FanOut')
  return [
    cost(
      'sendCold',
      'text: send → ack, the function sees its socket and the other side for the first time',
      less(cold.usage, delivered),
      serialOf(cold, 'Frame'),
    ),
    cost(
      'sendWarm',
      'text: send → ack, the function knows both',
      less(warm.usage, delivered),
      serialOf(warm, 'Frame'),
    ),
    cost('deliver', 'text: … → one online device', delivered, serialOf(warm, 'FanOut')),
  ]
}

async function receipts(recorder: Recorder, sender: RawSocket, tablet: RawSocket, chat: string) {
  const single = await recorder.measure(() => receive(tablet, sender, chat, 3))
  for (let seq = 4; seq <= 13; seq++) await exchange(sender, tablet, chat, seq)
  const ten = await recorder.measure(() => receive(tablet, sender, chat, 13))
  const path = ['Frame', 'Announce']
  return [
    cost('receipt', 'delivered receipt for one message', single.usage, serialOf(single, ...path)),
    cost(
      'receiptOfTen',
      'the same for ten messages, a message',
      share(ten.usage, 10),
      serialOf(ten, ...path),
    ),
  ]
}

/** One device says how far it has received, until the other side has heard of it. */
export async function receive(
  from: RawSocket,
  to: RawSocket,
  conversation: string,
  delivered: number,
): Promise<void> {
  const told = to.next(({ event }) => event === 'receipt')
  await from.request({ action: 'receipt', receipts: [{ conversation, delivered }] })
  await told
}

async function longText(recorder: Recorder, alice: Person, bob: Person, tablet: RawSocket, chat: string) {
  const body = { device: PHONE, clientId: 'the-long-one', after: 13, text: LONG_TEXT }
  const measured = await recorder.measure(async () => {
    const arrived = arrival(tablet, chat, 14)
    await alice.ask(`POST /v1/conversations/${chat}/messages`, body)
    await arrived
    await bob.ask(`GET /v1/conversations/${chat}/messages/14/text`)
  })
  return cost(
    'longText',
    'text of 100,000 characters: sent, delivered, fetched',
    measured.usage,
    serialOfAll(measured),
  )
}

async function history(recorder: Recorder, bob: Person, chat: string) {
  const page = (reader: Person) =>
    recorder.measure(() => reader.ask(`GET /v1/conversations/${chat}/messages?limit=50`))
  // When somebody signed in is known to the second.
  await sleep(1_000)
  const [known, first] = [await page(bob), await page(await bob.signIn())]
  return [
    cost('history', 'a page of history', known.usage, serialOfAll(known)),
    cost(
      'historyCold',
      '… of which the function sees the sign-in for the first time',
      first.usage,
      serialOfAll(first),
    ),
  ]
}

async function signIn(recorder: Recorder, alice: Person) {
  const measured = await recorder.measure(() => alice.signIn())
  return cost('signIn', 'sign-in', measured.usage, serialOfAll(measured))
}

async function offline(recorder: Recorder, sender: RawSocket, tablet: RawSocket, chat: string) {
  for (let after = 14; after < 50; after++) await send(sender, chat, after, TEXT)
  await recorder.measure(() => tablet.close())
  const measured = await recorder.measure(() => send(sender, chat, 50, TEXT))
  return cost(
    'offline',
    'text to somebody who is offline',
    measured.usage,
    serialOf(measured, 'Frame', 'FanOut'),
  )
}

async function reconnect(recorder: Recorder, system: System, bob: Person) {
  await fillInbox(system, bob.user, CONVERSATIONS)
  const { cursor } = await bob.ask('GET /v1/sync')
  const measured = await recorder.measure(async () => {
    await bob.connect(TABLET)
    await bob.ask(`GET /v1/sync?cursor=${cursor}`)
  })
  const title = `reconnect and sync, ${CONVERSATIONS} conversations, nothing new`
  return cost('reconnect', title, measured.usage, serialOfAll(measured))
}

/** Inbox rows as fan-out writes them, of conversations with people who are not there, all long ago. */
async function fillInbox({ dynamodbUrl, chatTable }: System, user: UserId, count: number): Promise<void> {
  const client = dynamoAt(dynamodbUrl)
  const inbox = dynamoInbox(client, chatTable)
  for (let index = 0; index < count; index++) {
    const other = String(index).padStart(25, '0') as UserId
    const news: News = {
      conversation: directId(user, other),
      head: { seq: 100, n: 100 },
      shows: { seq: 100, at: 1, from: other, preview: TEXT },
      corrects: [],
      own: [],
      mentions: [],
      others: [100],
    }
    await inbox.advance(user, news, 1)
  }
  client.destroy()
}

export function cost(operation: OperationId, title: string, usage: Usage, serial: number): OperationCost {
  return { operation, title, usage, serial }
}
