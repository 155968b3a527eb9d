import { setTimeout as sleep } from 'node:timers/promises'
import { CONNECT_GRACE_MS, type Entry } from '@parley/domain'
import { MAX_FRAME_BYTES } from '@parley/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { positionsHeard } from '../../test/fixtures/log.ts'
import { newEntry, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import { wireEntry } from '../conversation/wire-entry.ts'
import { deliver } from './deliver.ts'

const SECRET = 'a text that belongs in no log'

const faults = vi.spyOn(console, 'error')
beforeEach(() => void faults.mockImplementation(() => {}))
afterEach(() => {
  expect(faults.mock.calls.flat().join()).not.toContain(SECRET)
  faults.mockReset()
})

/** A conversation whose entries are Ada's, and Ben on a phone. */
async function scene(count: number, text = SECRET) {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const entries = Array.from({ length: count }, (_, index) => newEntry(conversation, index + 1, ada, text))
  return { world, ada, ben, conversation, entries, phone: await world.connect(ben) }
}

describe('deliver', () => {
  it('writes the inbox rows and posts all entries of a conversation in one frame', async () => {
    const { world, ada, ben, conversation, entries, phone } = await scene(3)
    expect(await deliver(entries, world)).toEqual(new Set())
    expect(world.eventsOf(phone)).toEqual([
      {
        event: 'entries',
        conversation,
        entries: entries.map(wireEntry),
      },
    ])
    expect(await world.inbox.row(ben.user, conversation)).toMatchObject({
      head: { seq: 3, n: 3 },
      from: ada.user,
      preview: SECRET,
      readN: 0,
    })
    expect(await world.inbox.row(ada.user, conversation)).toMatchObject({ readN: 3, mine: { read: 3 } })
  })

  it('does not send a device what it wrote itself, but sends it to the person’s other devices', async () => {
    const { world, ada, entries } = await scene(2)
    const [writing, other] = [await world.connect(ada), await world.connect(newSpeaker(ada.user))]
    await deliver(entries, world)
    expect(world.eventsOf(writing)).toEqual([])
    expect(positionsHeard(world, other)).toEqual([1, 2])
  })

  it('sends a conversation with oneself to one’s other devices once', async () => {
    const world = newWorld()
    const [phone, laptop] = [newSpeaker(), newSpeaker()]
    const sockets = [await world.connect(phone), await world.connect({ ...laptop, user: phone.user })]
    const conversation = `dm_${phone.user}_${phone.user}` as Entry['conversation']
    await deliver([newEntry(conversation, 1, phone)], world)
    expect(sockets.map((socket) => positionsHeard(world, socket))).toEqual([[], [1]])
    expect(await world.inbox.row(phone.user, conversation)).toMatchObject({ readN: 1 })
  })

  it('posts in order and leaves the rows as they are, the same batch ten times and shuffled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 1 }), async (order) => {
        const { world, ada, ben, conversation, entries, phone } = await scene(5)
        const rows = () => Promise.all([ada, ben].map(({ user }) => world.inbox.row(user, conversation)))
        const batch = order.map((seq) => entries[seq - 1]!)
        await deliver(batch, world)
        const before = await rows()
        for (let again = 0; again < 9; again++) await deliver(batch.toReversed(), world)
        expect(await rows()).toEqual(before)
        const sorted = order.toSorted()
        expect(positionsHeard(world, phone)).toEqual(Array.from({ length: 10 }, () => sorted).flat())
      }),
      { numRuns: 15 },
    )
  })

  it('brings rows to the end of the log in whatever order batches come', async () => {
    const { world, ben, conversation, entries } = await scene(6)
    for (const batch of [entries.slice(4), entries.slice(0, 2), entries.slice(2, 4)])
      await deliver(batch, world)
    expect((await world.inbox.row(ben.user, conversation))?.head).toEqual({ seq: 6, n: 6 })
  })

  it('cuts what is larger than a frame into several, none of them over 32 KB', async () => {
    const { world, entries, phone } = await scene(12, '\u{1f600}'.repeat(2_000))
    await deliver(entries, world)
    const frames = world.post.framesOf(phone)
    expect(frames.length).toBeGreaterThan(1)
    for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(MAX_FRAME_BYTES)
    expect(positionsHeard(world, phone)).toEqual(entries.map(({ seq }) => seq))
  })

  it('has written every row by the time it asks who is listening', async () => {
    const { world, ben, conversation, entries } = await scene(1)
    const rowsAtRead: unknown[] = []
    const inbox: World['inbox'] = {
      ...world.inbox,
      async advance(...args) {
        await sleep(20)
        return world.inbox.advance(...args)
      },
    }
    const sockets: World['sockets'] = {
      ...world.sockets,
      async listeningOf(users) {
        rowsAtRead.push(await world.inbox.row(ben.user, conversation))
        return world.sockets.listeningOf(users)
      },
    }
    await deliver(entries, { ...world, inbox, sockets })
    expect(rowsAtRead).toEqual([expect.objectContaining({ head: { seq: 1, n: 1 } })])
  })
})

describe('deliver, when a socket is bad', () => {
  it('forgets one that is gone, and reaches the others', async () => {
    const { world, ben, entries, phone } = await scene(1)
    const laptop = await world.connect(newSpeaker(ben.user))
    await world.post.close(phone)
    world.clock.now += CONNECT_GRACE_MS + 1
    expect(await deliver(entries, world)).toEqual(new Set())
    expect(await world.sockets.speaker(phone)).toBeUndefined()
    expect((await world.sockets.liveOf([ben.user])).map(({ connection }) => connection)).toEqual([laptop])
    expect(positionsHeard(world, laptop)).toEqual([1])
  })

  it('keeps one that is gone but so young that its handshake may not be over', async () => {
    const { world, ben, entries, phone } = await scene(1)
    await world.post.close(phone)
    world.clock.now += CONNECT_GRACE_MS
    await deliver(entries, world)
    expect(await world.sockets.speaker(phone)).toEqual(ben)
    expect(await world.sockets.liveOf([ben.user])).toHaveLength(1)
  })

  it('leaves the socket that the same device opened since', async () => {
    const { world, ben, entries, phone } = await scene(1)
    await world.post.close(phone)
    world.clock.now += CONNECT_GRACE_MS + 1
    const sockets: World['sockets'] = {
      ...world.sockets,
      // The device comes back between the question who listens and the post.
      async listeningOf(users) {
        const listening = await world.sockets.listeningOf(users)
        await world.connect(ben)
        return listening
      },
    }
    await deliver(entries, { ...world, sockets })
    expect(await world.sockets.speaker(phone)).toBeUndefined()
    expect(await world.sockets.liveOf([ben.user])).toHaveLength(1)
  })

  it('notes on one that is throttled that it missed something, and sends it no further frame', async () => {
    const { world, entries, phone } = await scene(12, 'x'.repeat(8_000))
    world.post.answer(phone, 'throttled')
    const send = vi.spyOn(world.post, 'send')
    expect(await deliver(entries, world)).toEqual(new Set())
    expect(send).toHaveBeenCalledOnce()
    expect(await world.sockets.takeMissed(phone)).toBe(true)
  })
})
