import { expect, it } from 'vitest'
import { acting, anotherFunction, newGroupOf } from '../../test/fixtures/acting.ts'
import { ask, asking } from '../../test/fixtures/asking.ts'
import { newGroup, positionsHeard } from '../../test/fixtures/log.ts'
import { newClientId } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { getText, listEntries, sendLong } from '../operations/messages.ts'
import { announceReceipt } from './announce-receipt.ts'
import { deliver } from './deliver.ts'
import { deliverPart } from './deliver-part.ts'
import { replay } from './replay.ts'

const REMOVAL = 4

/** A group whose fourth entry removed Ben; two more followed, and Ben's socket stays open. */
async function removedBen() {
  const world = newWorld()
  const group = await newGroup(world, 2)
  const { owner, write, change } = group
  const [ben, cleo] = group.members as [typeof owner, typeof owner]
  const socket = await world.connect(ben)
  await write(owner, 'one')
  await write(ben, 'two')
  await change(owner, { type: 'removed', user: ben.user })
  await write(owner, 'without you')
  await write(cleo, { kind: 'reaction', target: 2, emoji: '🎈' })
  const asBen = { ...world, user: ben.user, signedInAt: 0 }
  return { world, asBen, ben, cleo, socket, ...group }
}

it('a removed member that keeps its socket and listens hears of its removal and nothing behind it', async () => {
  const { world, ben, conversation, entries, socket } = await removedBen()
  await deliver(entries, world)
  await deliver(entries.slice(REMOVAL), world)
  for (const entry of entries) await deliver([entry], world)
  // The third it wrote itself, on this very device.
  expect(new Set(positionsHeard(world, socket))).toEqual(new Set([1, 2, REMOVAL]))
  expect(await world.inbox.row(ben.user, conversation)).toMatchObject({ head: { seq: REMOVAL, n: 2 } })
})

it('a function that remembers it as a member tells it nothing more either', async () => {
  const world = newWorld()
  const { owner, members, entries, write, change } = await newGroup(world, 1)
  const socket = await world.connect(members[0]!)
  await deliver(entries, world)
  await change(owner, { type: 'removed', user: members[0]!.user })
  await write(owner, 'without you')
  await deliver(entries.slice(1), world)
  expect(positionsHeard(world, socket)).toEqual([1, 2])
})

it('a removed member is told no receipts', async () => {
  const { world, cleo, conversation, write, socket, ben } = await removedBen()
  await write(cleo, 'more')
  await world.inbox.mark(cleo, conversation, { delivered: 6, read: 6, readN: 3 }, true, world.clock.now)
  const row = (await world.inbox.row(cleo.user, conversation))!
  await announceReceipt({ type: 'receipt', ...cleo, row, before: { delivered: 0, read: 0 } }, world)
  expect(world.eventsOf(socket)).toEqual([])
  expect(await world.inbox.row(ben.user, conversation)).toBeUndefined()
})

it('a removed member reads its span and nothing behind it', async () => {
  const { asBen, conversation } = await removedBen()
  const query = { before: undefined, after: undefined, limit: undefined }
  const page = await listEntries({ path: { conversation }, query, body: {} } as never, asBen)
  expect(page.entries.map((entry) => entry.seq)).toEqual([REMOVAL, 3, 2, 1])
  expect(page.head.seq).toBe(REMOVAL)
  await expect(getText({ path: { conversation, seq: 5 }, query: {}, body: {} }, asBen)).rejects.toThrow(
    'NOT_FOUND',
  )
})

it('a removed member gets in full what a message said by the last edit that it heard', async () => {
  const world = newWorld()
  const { conversation, owner, members, change } = await newGroupOf(world, 2)
  const [ben, cleo] = members as [typeof owner, typeof owner]
  const textFor = async ({ user }: typeof owner, using = world) =>
    (await getText(ask({}, { conversation, seq: 2 }), asking(using, { user }))).text.slice(0, 6)
  const say = async (text: string, target?: number) => {
    const body = { device: owner.device, clientId: newClientId(), after: 0, text: text.repeat(2_000) }
    await sendLong(
      ask(target === undefined ? body : { ...body, target }, { conversation }),
      asking(world, owner),
    )
  }
  await say('first ')
  const warm = anotherFunction(world)
  await warm.known.now(conversation)
  await change(owner, { type: 'removed', user: ben.user })
  await say('second ', 2)
  await change(owner, { type: 'removed', user: cleo.user })
  await say('third ', 2)
  expect(await textFor(ben, warm)).toBe('first ')
  expect(await textFor(cleo)).toBe('second')
  expect(await textFor(owner)).toBe('third ')
  await acting(world, owner)('edit', { conversation, target: 2, text: 'short' })
  expect([await textFor(ben), await textFor(cleo), await textFor(owner)]).toEqual([
    'first ',
    'second',
    'short',
  ])
  await acting(world, owner)('delete', { conversation, target: 2 })
  for (const one of [owner, ben, cleo]) await expect(textFor(one)).rejects.toThrow('NOT_FOUND')
})

it('a removed member that is told late of a message hears what it first said, and others learn of the edit', async () => {
  for (const small of [1, 100]) {
    const world = newWorld({ groups: { members: 1_000, small } })
    const { conversation, owner, members, change, entries } = await newGroupOf(world, 2)
    const [ben, cleo] = await Promise.all(members.map(world.connect))
    const { seq: target } = await acting(world, owner)('send', { conversation, text: 'first' })
    await change(owner, { type: 'removed', user: members[0]!.user })
    await acting(world, owner)('edit', { conversation, target, text: 'second' })
    await acting(world, members[1]!)('react', { conversation, target, emoji: '🎈' })
    const given = { read: async () => entries() }
    const range = { stream: '', shard: '', first: '', last: '' }
    await replay(range, true, { ...world, givenUp: given })
    for (const part of world.parts.take()) await deliverPart(part, world)
    const heard = JSON.stringify(world.eventsOf(ben!))
    expect(heard).toContain('first')
    expect(heard).not.toMatch(/second|🎈|edited/)
    expect(JSON.stringify(world.eventsOf(cleo!))).toMatch(/first.*second/)
    if (small === 1) continue
    expect(await world.inbox.row(members[0]!.user, conversation)).toMatchObject({ preview: '' })
    expect(await world.inbox.row(members[1]!.user, conversation)).toMatchObject({ preview: 'second' })
  }
})

it('a removed member can add nothing', async () => {
  const { world, asBen, ben, conversation } = await removedBen()
  const body = { device: ben.device, clientId: 'after-removal', after: REMOVAL, text: 'still here?' }
  await expect(sendLong({ path: { conversation }, query: {}, body }, asBen)).rejects.toThrow('FORBIDDEN')
  expect((await world.log.head(conversation)).seq).toBe(6)
})
