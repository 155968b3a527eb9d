import { CONNECT_GRACE_MS } from '@parley/domain'
import { expect, it } from 'vitest'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { announceReceipt, latestReceipts } from './announce-receipt.ts'

/** Ada's phone says how far she has come. */
async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const sockets = {
    saying: await world.connect(ada),
    other: await world.connect(newSpeaker(ada.user)),
    peer: await world.connect(ben),
    stranger: await world.connect(newSpeaker()),
  }
  const receipt = { ...ada, conversation, delivered: 5, read: 3 }
  return { world, ada, ben, conversation, sockets, receipt }
}

it('tells the other side and one’s own other devices, and nobody else', async () => {
  const { world, ada, conversation, sockets, receipt } = await scene()
  await announceReceipt(receipt, world)
  const event = { event: 'receipt', conversation, user: ada.user, delivered: 5, read: 3 }
  expect(world.eventsOf(sockets.peer)).toEqual([event])
  expect(world.eventsOf(sockets.other)).toEqual([event])
  expect(world.eventsOf(sockets.saying)).toEqual([])
  expect(world.eventsOf(sockets.stranger)).toEqual([])
})

it('writes it into the other side’s inbox before anybody is told', async () => {
  const { world, ben, conversation, sockets, receipt } = await scene()
  await announceReceipt(receipt, {
    ...world,
    sockets: {
      ...world.sockets,
      async liveOf(users) {
        expect(await world.inbox.row(ben.user, conversation)).toMatchObject({
          peer: { delivered: 5, read: 3 },
        })
        return world.sockets.liveOf(users)
      },
    },
  })
  expect(world.eventsOf(sockets.peer)).toHaveLength(1)
})

it('never moves what the other side knows back, however late and often it comes', async () => {
  const { world, ben, conversation, receipt } = await scene()
  for (const late of [receipt, { ...receipt, delivered: 4, read: 3 }, receipt]) {
    await announceReceipt(late, world)
  }
  expect((await world.inbox.row(ben.user, conversation))?.peer).toEqual({ delivered: 5, read: 3 })
})

it('says nothing of itself in the reader’s own inbox', async () => {
  const { world, ada, conversation, receipt } = await scene()
  await announceReceipt(receipt, world)
  expect(await world.inbox.row(ada.user, conversation)).toBeUndefined()
})

it('reaches the others when one socket is gone', async () => {
  const { world, ben, sockets, receipt } = await scene()
  await world.post.close(sockets.peer)
  world.clock.now += CONNECT_GRACE_MS + 1
  await announceReceipt(receipt, world)
  expect(await world.sockets.liveOf([ben.user])).toEqual([])
  expect(world.eventsOf(sockets.other)).toHaveLength(1)
})

it('fails, to be tried again, when the row cannot be written', async () => {
  const { world, sockets, receipt } = await scene()
  const inbox = { ...world.inbox, peerMark: () => Promise.reject(new Error('no')) }
  await expect(announceReceipt(receipt, { ...world, inbox })).rejects.toThrow('no')
  expect(world.eventsOf(sockets.peer)).toEqual([])
})

it('keeps of several receipts by one person for one conversation only the last', async () => {
  const { receipt, ben } = await scene()
  const records = [
    { value: { ...receipt, delivered: 1 }, sequence: '1' },
    { value: { ...receipt, user: ben.user }, sequence: '2' },
    { value: { ...receipt, delivered: 2 }, sequence: '3' },
  ]
  expect(latestReceipts(records).map(({ sequence }) => sequence)).toEqual(['3', '2'])
})
