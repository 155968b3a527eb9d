import { NOTHING_SEEN, type Watermark } from '@parley/domain'
import { expect, it } from 'vitest'
import { newGroup } from '../../test/fixtures/log.ts'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { announceReceipt } from './announce-receipt.ts'
import type { ReceiptNews } from './announcement.ts'
import { REACH } from './covered.ts'

/** A group of four in which two wrote (positions 2 and 3, then a reaction by the fourth), and everybody listens. */
async function scene(rules: Parameters<typeof newWorld>[0] = {}) {
  const world = newWorld(rules)
  const group = await newGroup(world, 3)
  const { owner: ada, conversation } = group
  const [ben, cleo, dora] = group.members as [typeof ada, typeof ada, typeof ada]
  await group.write(ben, 'one')
  await group.write(cleo, 'two')
  await group.write(dora, { kind: 'reaction', target: 2, emoji: '🎈' })
  const sockets = await Promise.all([ada, ben, cleo, dora, newSpeaker(ada.user)].map(world.connect))
  /** By how many events each of Ada, Ben, Cleo and Dora, and Ada's other device, has been told. */
  const told = () => sockets.map((socket) => world.eventsOf(socket).length)
  const receipt = async (mark: Watermark, before = NOTHING_SEEN, isShown = true): Promise<ReceiptNews> => {
    await world.inbox.mark(ada, conversation, { ...mark, readN: 0 }, isShown, world.clock.now)
    return { type: 'receipt', ...ada, row: (await world.inbox.row(ada.user, conversation))!, before }
  }
  return { world, ...group, ada, ben, cleo, dora, sockets, told, receipt }
}

it('a receipt in a group is told to those whose messages it newly covers, and nobody has a row written', async () => {
  const { world, ada, members, conversation, sockets, told, receipt } = await scene()
  await announceReceipt(await receipt({ delivered: 2, read: 2 }), world)
  expect(told()).toEqual([0, 1, 0, 0, 1])
  await announceReceipt(await receipt({ delivered: 4, read: 2 }, { delivered: 2, read: 2 }), world)
  expect(told()).toEqual([0, 1, 1, 0, 2])
  expect(world.eventsOf(sockets[2]!)).toEqual([
    { event: 'receipt', conversation, user: ada.user, delivered: 4, read: 2 },
  ])
  expect(await world.inbox.rows(members.map(({ user }) => ({ user, conversation })))).toEqual([])
})

it('what was received before and is read now is told again, to its authors only', async () => {
  const { world, told, receipt } = await scene()
  await announceReceipt(await receipt({ delivered: 4, read: 2 }, { delivered: 4, read: 0 }), world)
  expect(told()).toEqual([0, 1, 0, 0, 1])
})

it('what is neither newly received nor newly read is not told again', async () => {
  const { world, dora, write, told, receipt } = await scene()
  await write(dora, 'three')
  await announceReceipt(await receipt({ delivered: 5, read: 2 }, { delivered: 3, read: 1 }), world)
  expect(told()).toEqual([0, 1, 0, 1, 1])
})

it('whoever wrote while the reader was not in the group is told nothing', async () => {
  const { world, owner, ben, dora, conversation, write, change, told } = await scene()
  await change(owner, { type: 'removed', user: ben.user })
  await write(dora, 'without him')
  await change(owner, { type: 'added', users: [ben.user] })
  await write(owner, 'welcome back')
  const now = { delivered: 8, read: 8 }
  await world.inbox.mark(ben, conversation, { ...now, readN: 4 }, true, world.clock.now)
  const row = (await world.inbox.row(ben.user, conversation))!
  await announceReceipt({ type: 'receipt', ...ben, row, before: { delivered: 4, read: 4 } }, world)
  expect(told()).toEqual([1, 0, 0, 0, 1])
})

it('whoever has left is told nothing', async () => {
  const { world, ben, owner, change, write, told, receipt } = await scene()
  await change(owner, { type: 'removed', user: ben.user })
  await write(owner, 'without him')
  await announceReceipt(await receipt({ delivered: 6, read: 6 }), world)
  expect(told()).toEqual([0, 0, 1, 0, 1])
})

it('who hides how far it has read is told only of what was received', async () => {
  const { world, ben, sockets, told, receipt } = await scene()
  await world.settings.put(ben, { readReceipts: 'nobody' }, world.clock.now)
  await announceReceipt(await receipt({ delivered: 3, read: 3 }), world)
  expect(world.eventsOf(sockets[1]!)).toMatchObject([{ delivered: 3, read: 0 }])
  expect(world.eventsOf(sockets[2]!)).toMatchObject([{ delivered: 3, read: 3 }])
  await announceReceipt(await receipt({ delivered: 3, read: 3 }, { delivered: 3, read: 0 }), world)
  expect(told()).toEqual([0, 1, 2, 0, 2])
})

it('in a large group nobody is told but one’s own other devices', async () => {
  const { world, told, receipt } = await scene({ groups: { members: 100, small: 3 } })
  await announceReceipt(await receipt({ delivered: 4, read: 4 }), world)
  expect(told()).toEqual([0, 0, 0, 0, 1])
})

it('who comes to many messages at once tells the authors of the last', async () => {
  const { world, ada, cleo, write, told, receipt } = await scene()
  for (let count = 0; count < REACH; count++) await write(count === REACH - 1 ? cleo : ada, 'more')
  await announceReceipt(await receipt({ delivered: REACH + 4, read: 0 }), world)
  expect(told()).toEqual([0, 0, 1, 0, 1])
})
