import { expect, it } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newGroup, positionsHeard } from '../../test/fixtures/log.ts'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { deliver } from './deliver.ts'
import { deliverPart } from './deliver-part.ts'
import { MEMBERS_PER_PART } from './split.ts'

const printed = captureConsole()
const LARGE = { groups: { members: 5_000, small: 3 } }

/** Does the parts that were sent, as the queue's function does. */
async function doParts(world: ReturnType<typeof newWorld>): Promise<number> {
  const parts = world.parts.take()
  for (const part of parts) await deliverPart(part, world)
  return parts.length
}

it('a large group hears everything, and none of its members gets a row', async () => {
  const world = newWorld(LARGE)
  const { conversation, owner, members, entries, write } = await newGroup(world, 5)
  const sockets = await Promise.all(members.map(world.connect))
  await write(owner, { kind: 'text', text: 'all of you', mentions: [members[0]!.user] })
  expect(await deliver(entries, world)).toEqual(new Set())
  expect(sockets.flatMap(world.eventsOf)).toEqual([])
  expect(await doParts(world)).toBe(1)
  for (const socket of sockets) expect(positionsHeard(world, socket)).toEqual([1, 2])
  expect(await world.inbox.rows(members.map(({ user }) => ({ user, conversation })))).toEqual([])
})

it.each([
  [MEMBERS_PER_PART, 1],
  [MEMBERS_PER_PART + 1, 2],
  [2 * MEMBERS_PER_PART, 2],
  [2 * MEMBERS_PER_PART + 1, 3],
])('%i members are reached in %i parts, each of them once', async (count, parts) => {
  const world = newWorld(LARGE)
  const { members, entries } = await newGroup(world, count - 1)
  const sockets = await Promise.all(members.map(world.connect))
  await deliver(entries, world)
  expect(await doParts(world)).toBe(parts)
  for (const socket of sockets) expect(positionsHeard(world, socket)).toEqual([1])
})

it('nobody falls between two parts when people come and go after they were made', async () => {
  const world = newWorld(LARGE)
  const { owner, members, entries, change } = await newGroup(world, 2 * MEMBERS_PER_PART)
  const sockets = await Promise.all(members.map(world.connect))
  await deliver(entries, world)
  await change(owner, { type: 'added', users: Array.from({ length: 40 }, () => newSpeaker().user) })
  for (const { user } of members.slice(0, 20)) await change(owner, { type: 'removed', user })
  await world.known.now(entries[0]!.conversation)
  await doParts(world)
  for (const socket of sockets) expect(positionsHeard(world, socket)).toEqual([1])
})

it('a part holds ids and positions, and nothing that was written', async () => {
  const world = newWorld(LARGE)
  const { conversation, owner, entries, write } = await newGroup(world, 5)
  await write(owner, 'a text that belongs in no queue')
  await deliver(entries, world)
  expect(world.parts.take()).toEqual([{ conversation, first: 1, last: 2, epoch: 1 }])
})

it('who was removed or has left learns it in its inbox, and hears nothing behind it', async () => {
  const world = newWorld(LARGE)
  const { conversation, owner, members, entries, write, change } = await newGroup(world, 5)
  const [ben, cleo] = members as [typeof owner, typeof owner]
  const phone = await world.connect(ben)
  await change(owner, { type: 'removed', user: ben.user })
  await change(cleo, { type: 'left' })
  await write(owner, 'without you')
  await deliver(entries, world)
  await doParts(world)
  expect(positionsHeard(world, phone)).toEqual([1, 2])
  const rows = await world.inbox.rows(members.map(({ user }) => ({ user, conversation })))
  expect(new Map(rows.map(({ user, head }) => [user, head.seq]))).toEqual(
    new Map([
      [ben.user, 2],
      [cleo.user, 3],
    ]),
  )
})

it('a part that was deleted from meanwhile posts what is left of it', async () => {
  const world = newWorld(LARGE)
  const { conversation, owner, members, entries, write } = await newGroup(world, 5)
  const phone = await world.connect(members[0]!)
  const said = await write(owner, 'a secret')
  await deliver(entries, world)
  const deletion = { ...said, seq: 3, body: { kind: 'deletion', target: 2 } as const }
  await world.log.place(deletion, { amended: [{ seq: 2, deleted: true, digest: 'digest' }] })
  await doParts(world)
  expect(JSON.stringify(world.eventsOf(phone))).not.toContain('a secret')
  expect(positionsHeard(world, phone)).toEqual([1, 2])
  expect((await world.log.head(conversation)).seq).toBe(3)
})

it('a part that cannot be finished fails, to be done again, and has reached whom it could', async () => {
  const world = newWorld(LARGE)
  const { members, entries } = await newGroup(world, 5)
  const sockets = await Promise.all(members.map(world.connect))
  await deliver(entries, world)
  const [part] = world.parts.take()
  world.post.answer(sockets[0]!, 'throttled')
  const broken = { ...world, sockets: { ...world.sockets, miss: () => Promise.reject(new Error('no')) } }
  await expect(deliverPart(part!, broken)).rejects.toThrow('A part')
  expect(sockets.slice(1).map((socket) => positionsHeard(world, socket))).toEqual([[1], [1], [1], [1]])
})

it('a conversation whose parts cannot be sent is reported', async () => {
  const world = newWorld(LARGE)
  const { conversation, entries } = await newGroup(world, 5)
  const parts = { ...world.parts, send: () => Promise.reject(new Error('no')) }
  expect(await deliver(entries, { ...world, parts })).toEqual(new Set([conversation]))
  expect(printed()).toHaveLength(1)
})
