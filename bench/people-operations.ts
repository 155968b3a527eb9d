import { setTimeout as sleep } from 'node:timers/promises'
import { TYPING_EVERY_MS } from '@parley/protocol'
import type { RawSocket } from '../test/fixtures/raw-socket.ts'
import { cost, exchange, type OperationCost } from './operations.ts'
import { Person } from './person.ts'
import { type Recorder, serialOf, serialOfAll } from './recorder.ts'
import type { System } from './system.ts'

/** Looking a person up, making it a contact, and typing to it. */
export async function measurePeople(system: System, recorder: Recorder): Promise<OperationCost[]> {
  const [alice, bob] = [await Person.signUp(system), await Person.signUp(system)]
  const chat = alice.conversationWith(bob)
  const [phone, tablet] = [await alice.connect(), await bob.connect()]
  await exchange(phone, tablet, chat, 1)
  const lookUp = () => alice.ask(`GET /v1/people/${bob.handle}`)
  await recorder.measure(lookUp)
  const lookup = await recorder.measure(lookUp)
  const contact = await recorder.measure(() => alice.ask(`PUT /v1/contacts/${bob.user}`, {}))
  await type(phone, tablet, chat)
  await sleep(TYPING_EVERY_MS)
  const typing = await recorder.measure(() => type(phone, tablet, chat))
  await Promise.all([phone, tablet].map((socket) => socket.close()))
  return [
    cost('lookup', 'a person is looked up by handle', lookup.usage, serialOfAll(lookup)),
    cost('contact', 'a person is made a contact', contact.usage, serialOfAll(contact)),
    cost('typing', 'typing → one online device', typing.usage, serialOf(typing, 'Frame')),
  ]
}

async function type(from: RawSocket, to: RawSocket, conversation: string): Promise<void> {
  const told = to.next(({ event }) => event === 'typing')
  await from.request({ action: 'typing', conversation, doing: 'typing' })
  await told
}
