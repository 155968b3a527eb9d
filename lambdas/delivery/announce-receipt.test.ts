import { CONNECT_GRACE_MS, NOTHING_SEEN, type Watermark } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { announceReceipt } from './announce-receipt.ts'
import type { ReceiptNews } from './announcement.ts'

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
  let before: Watermark = NOTHING_SEEN
  /** What the stream tells of a receipt. */
  async function receipt(mark: Watermark, isShown = true): Promise<ReceiptNews> {
    await world.inbox.mark(ada, conversation, { ...mark, readN: mark.read }, isShown, world.clock.now)
    const row = (await world.inbox.row(ada.user, conversation))!
    const news: ReceiptNews = { type: 'receipt', ...ada, row, before }
    before = { delivered: row.mine.delivered, read: row.shown }
    return news
  }
  const peerOf = async ({ user }: Speaker) => (await world.inbox.row(user, conversation))?.peer
  const event = (mark: Watermark) => ({ event: 'receipt', conversation, user: ada.user, ...mark })
  return { world, ada, ben, conversation, sockets, receipt, peerOf, event }
}

const withInbox = (world: World, inbox: Partial<World['inbox']>) => ({
  ...world,
  inbox: { ...world.inbox, ...inbox },
})

describe('a receipt in a direct conversation', () => {
  it('is told to the other side and one’s own other devices, and to nobody else', async () => {
    const { world, ben, sockets, receipt, peerOf, event } = await scene()
    const mark = { delivered: 5, read: 3 }
    await announceReceipt(await receipt(mark), world)
    expect(world.eventsOf(sockets.peer)).toEqual([event(mark)])
    expect(world.eventsOf(sockets.other)).toEqual([event(mark)])
    expect(world.eventsOf(sockets.saying)).toEqual([])
    expect(world.eventsOf(sockets.stranger)).toEqual([])
    expect(await peerOf(ben)).toEqual(mark)
  })

  it('is in the other side’s inbox before anybody is told', async () => {
    const { world, ben, sockets, receipt, peerOf } = await scene()
    const atRead: unknown[] = []
    const liveOf: World['sockets']['liveOf'] = async (users) => {
      atRead.push(await peerOf(ben))
      return world.sockets.liveOf(users)
    }
    const news = await receipt({ delivered: 5, read: 3 })
    await announceReceipt(news, { ...world, sockets: { ...world.sockets, liveOf } })
    expect(atRead).toEqual([{ delivered: 5, read: 3 }])
    expect(world.eventsOf(sockets.peer)).toHaveLength(1)
  })

  it('never moves what the other side knows back, however late and often it comes', async () => {
    const { world, ben, receipt, peerOf } = await scene()
    const [first, second] = [
      await receipt({ delivered: 4, read: 3 }),
      await receipt({ delivered: 5, read: 3 }),
    ]
    for (const late of [second, first, second]) await announceReceipt(late, world)
    expect(await peerOf(ben)).toEqual({ delivered: 5, read: 3 })
  })

  it('says nothing of itself in the reader’s own inbox', async () => {
    const { world, ada, receipt, peerOf } = await scene()
    await announceReceipt(await receipt({ delivered: 5, read: 3 }), world)
    expect(await peerOf(ada)).toEqual(NOTHING_SEEN)
  })

  it('reaches the others when one socket is gone', async () => {
    const { world, ben, sockets, receipt } = await scene()
    await world.post.close(sockets.peer)
    world.clock.now += CONNECT_GRACE_MS + 1
    await announceReceipt(await receipt({ delivered: 5, read: 3 }), world)
    expect(await world.sockets.liveOf([ben.user])).toEqual([])
    expect(world.eventsOf(sockets.other)).toHaveLength(1)
  })

  it('fails, to be tried again, when the row cannot be written', async () => {
    const { world, sockets, receipt } = await scene()
    const broken = withInbox(world, { peerMark: () => Promise.reject(new Error('no')) })
    await expect(announceReceipt(await receipt({ delivered: 5, read: 3 }), broken)).rejects.toThrow('no')
    expect(world.eventsOf(sockets.peer)).toEqual([])
  })
})

describe('a receipt of somebody who hides how far it has read', () => {
  it('tells others what was received, and one’s own devices everything', async () => {
    const { world, ben, sockets, receipt, peerOf, event } = await scene()
    await announceReceipt(await receipt({ delivered: 5, read: 5 }, false), world)
    expect(world.eventsOf(sockets.peer)).toEqual([event({ delivered: 5, read: 0 })])
    expect(world.eventsOf(sockets.other)).toEqual([event({ delivered: 5, read: 5 })])
    expect(await peerOf(ben)).toEqual({ delivered: 5, read: 0 })
  })

  it('says nothing to others when it has only read', async () => {
    const { world, sockets, receipt } = await scene()
    await announceReceipt(await receipt({ delivered: 5, read: 2 }), world)
    await announceReceipt(await receipt({ delivered: 5, read: 4 }, false), world)
    expect(world.eventsOf(sockets.peer)).toHaveLength(1)
    expect(world.eventsOf(sockets.other)).toHaveLength(2)
  })
})

it('who hides how far it has read hears how far others have received, and keeps what it knew of their reading', async () => {
  const { world, ben, sockets, receipt, peerOf, event } = await scene()
  await announceReceipt(await receipt({ delivered: 3, read: 3 }), world)
  await world.settings.put(ben, { readReceipts: 'nobody' }, world.clock.now)
  await announceReceipt(await receipt({ delivered: 5, read: 4 }), world)
  await announceReceipt(await receipt({ delivered: 5, read: 5 }), world)
  expect(world.eventsOf(sockets.peer)).toEqual([
    event({ delivered: 3, read: 3 }),
    event({ delivered: 5, read: 3 }),
  ])
  expect(await peerOf(ben)).toEqual({ delivered: 5, read: 3 })
})

it('who blocks the other side tells it nothing, and its own devices everything', async () => {
  const { world, ada, ben, conversation, sockets, receipt, peerOf, event } = await scene()
  await world.inbox.block(ada, conversation, world.clock.now)
  await announceReceipt(await receipt({ delivered: 5, read: 3 }), world)
  expect(world.eventsOf(sockets.peer)).toEqual([])
  expect(await peerOf(ben)).toBeUndefined()
  expect(world.eventsOf(sockets.other)).toEqual([event({ delivered: 5, read: 3 })])
})

describe('a receipt of somebody who shows how far it has read to its contacts', () => {
  it('tells a contact everything, and others what was received', async () => {
    const { world, ada, ben, sockets, receipt, peerOf, event } = await scene()
    await world.settings.put(ada, { readReceipts: 'contacts' }, world.clock.now)
    // That the other side knows the reader is not what counts.
    await world.contacts.put(ben.user, { user: ada.user })
    await announceReceipt(await receipt({ delivered: 5, read: 3 }), world)
    await announceReceipt(await receipt({ delivered: 5, read: 4 }), world)
    expect(world.eventsOf(sockets.peer)).toEqual([event({ delivered: 5, read: 0 })])
    await world.contacts.put(ada.user, { user: ben.user })
    await announceReceipt(await receipt({ delivered: 6, read: 5 }), world)
    expect(world.eventsOf(sockets.peer).at(-1)).toEqual(event({ delivered: 6, read: 5 }))
    expect(await peerOf(ben)).toEqual({ delivered: 6, read: 5 })
    expect(world.eventsOf(sockets.other)).toHaveLength(3)
  })

  it('tells a contact that hides its own reading only what was received', async () => {
    const { world, ada, ben, receipt, peerOf } = await scene()
    await world.settings.put(ada, { readReceipts: 'contacts' }, world.clock.now)
    await world.contacts.put(ada.user, { user: ben.user })
    await world.settings.put(ben, { readReceipts: 'nobody' }, world.clock.now)
    await announceReceipt(await receipt({ delivered: 5, read: 3 }), world)
    expect(await peerOf(ben)).toEqual({ delivered: 5, read: 0 })
  })
})
