import type { RawSocket } from '../test/fixtures/raw-socket.ts'
import { cost, exchange, type OperationCost, receive, TEXT } from './operations.ts'
import { Person, send } from './person.ts'
import { type Recorder, serialOf } from './recorder.ts'
import type { System } from './system.ts'
import { less } from './usage.ts'

/** With these a deployment pushes; no phone is behind it. A second is soon enough for a receipt. */
export const PUSHING = {
  fcmApplication: 'arn:aws:sns:us-east-1:000000000000:app/GCM/parley',
  pushAfterSeconds: '1',
}

const TABLET = 'tablet-of-bob'

/**
 * What pushes add to a text, in a deployment that pushes: nothing where nobody has a device that can be pushed to; to
 * one that is off, the push; to one that listens and says in time that it has the text, a look at whether it has.
 */
export async function measurePush(system: System, recorder: Recorder): Promise<OperationCost[]> {
  const [alice, bob] = [await Person.signUp(system), await Person.signUp(system)]
  const chat = alice.conversationWith(bob)
  const [phone, tablet] = [await alice.connect(), await bob.connect(TABLET)]
  let seq = 0
  const text = () => exchange(phone, tablet, chat, ++seq)
  const acked = async () => {
    await text()
    await receive(tablet, phone, chat, seq)
  }
  await acked()
  await acked()
  const nobody = await recorder.measure(text)
  const unpushed = await recorder.measure(acked)
  await pushable(bob)
  await recorder.measure(() => pushedAfter(acked, recorder))
  const pushed = await recorder.measure(() => pushedAfter(acked, recorder))

  await tablet.close()
  const offline = () => toNobody(phone, chat, seq++)
  await recorder.measure(() => pushedAfter(offline, recorder))
  const off = await recorder.measure(() => pushedAfter(offline, recorder))
  await bob.ask(`DELETE /v1/devices/${TABLET}/push`)
  await recorder.measure(offline)
  const unpushedOff = await recorder.measure(offline)
  await phone.close()
  const title = 'a push to a device that is off, beside the text'
  return [
    cost(
      'pushNobody',
      'text → one online device, where nobody can be pushed to',
      nobody.usage,
      serialOf(nobody, 'Frame', 'FanOut'),
    ),
    cost('push', title, less(off.usage, unpushedOff.usage), serialOf(off, 'Pusher')),
    cost(
      'pushAcked',
      'no push to a device that says in time that it has the text, beside the text',
      less(pushed.usage, unpushed.usage),
      serialOf(pushed, 'Pusher'),
    ),
  ]
}

async function pushable(person: Person): Promise<void> {
  const token = 'token-of-the-tablet-of-bob'
  await person.ask(`PUT /v1/devices/${TABLET}/push`, { service: 'fcm', token })
}

async function pushedAfter(message: () => Promise<unknown>, recorder: Recorder): Promise<void> {
  await message()
  await recorder.invoked('Pusher')
}

async function toNobody(phone: RawSocket, chat: string, after: number): Promise<void> {
  const ack = await send(phone, chat, after, TEXT)
  if (!ack.ok) throw new Error(`The text was answered ${JSON.stringify(ack)}.`)
}
