import { describe, expect, it } from 'vitest'
import { ask, asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { newEntry } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import { removeMember } from '../operations/members.ts'
import type { MessageLog, Speaker } from '../ports.ts'
import { receipt } from './receipt.ts'

/** A log of Ben's, of which every second entry counts, and Ada, who says how far she has come. */
async function scene(count: number) {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const append = (seq: number) =>
    world.log.place({ ...newEntry(conversation, seq, ben), n: Math.ceil(seq / 2) })
  for (let seq = 1; seq <= count; seq++) await append(seq)
  const say = (delivered?: number, read?: number, changed: Partial<World> = {}) =>
    receipt(
      { action: 'receipt', id: 'r1', receipts: [{ conversation, delivered, read }] },
      { ...world, ...changed, connection: 'c' as never, speaker: async () => ada },
    )
  const row = async () => {
    const { mine, readN } = (await world.inbox.row(ada.user, conversation)) ?? {}
    return { ...mine, readN }
  }
  return { world, ada, conversation, append, say, row }
}

describe('receipt', () => {
  it('moves the watermark, and counts what was read', async () => {
    const { say, row } = await scene(6)
    expect(await say(5, 4)).toEqual({})
    expect(await row()).toEqual({ delivered: 5, read: 4, readN: 2 })
  })

  it('takes what was read for delivered', async () => {
    const { say, row } = await scene(6)
    await say(undefined, 5)
    expect(await row()).toEqual({ delivered: 5, read: 5, readN: 3 })
  })

  it('takes what was delivered for unread', async () => {
    const { say, row } = await scene(6)
    await say(5)
    expect(await row()).toEqual({ delivered: 5, read: 0, readN: 0 })
  })

  it.each([
    ['delivered', 1_000, 4, { delivered: 6, read: 4, readN: 2 }],
    ['read', undefined, 1_000, { delivered: 6, read: 6, readN: 3 }],
    ['both', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, { delivered: 6, read: 6, readN: 3 }],
  ])('cuts what lies beyond the end to the end: %s', async (_, delivered, read, expected) => {
    const { say, row } = await scene(6)
    await say(delivered, read)
    expect(await row()).toEqual(expected)
  })

  it('stays at the beginning of a log that holds nothing', async () => {
    const { say, world, ada, conversation } = await scene(0)
    await say(5, 5)
    expect(await world.inbox.row(ada.user, conversation)).toBeUndefined()
  })

  it('never goes back', async () => {
    const { say, row } = await scene(6)
    await say(6, 6)
    await say(2, 1)
    expect(await row()).toEqual({ delivered: 6, read: 6, readN: 3 })
  })

  it('counts right what came between the look for it and the look for the end', async () => {
    const { say, row, world, append } = await scene(2)
    const log: MessageLog = {
      ...world.log,
      async head(conversation) {
        for (const seq of [3, 4, 5]) await append(seq)
        return world.log.head(conversation)
      },
    }
    await say(undefined, 4, { log })
    expect(await row()).toEqual({ delivered: 4, read: 4, readN: 2 })
  })

  it('for several conversations moves none if one is not the speaker’s', async () => {
    const { world, ada, conversation, row } = await scene(2)
    const theirs = await world.newPair()
    await world.log.place(newEntry(theirs.conversation, 1, theirs.ada))
    const receipts = [conversation, theirs.conversation].map((id) => ({ conversation: id, read: 1 }))
    const context = { ...world, connection: 'c' as never, speaker: async () => ada }
    await expect(receipt({ action: 'receipt', id: 'r1', receipts }, context)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await row()).toEqual({ readN: undefined })
    expect(await world.inbox.row(ada.user, theirs.conversation)).toBeUndefined()
  })

  it('joins several receipts of one frame for one conversation', async () => {
    const { world, ada, conversation, row } = await scene(4)
    const receipts = [
      { conversation, delivered: 4 },
      { conversation, read: 2 },
    ]
    await receipt(
      { action: 'receipt', id: 'r1', receipts },
      { ...world, connection: 'c' as never, speaker: async () => ada },
    )
    expect(await row()).toEqual({ delivered: 4, read: 2, readN: 1 })
  })

  it('shows others how far one has read, unless one hides it', async () => {
    const { world, ada, conversation, say } = await scene(6)
    const shown = async () => (await world.inbox.row(ada.user, conversation))?.shown
    await say(2, 2)
    expect(await shown()).toBe(2)
    await world.settings.put(ada, { readReceipts: 'nobody' }, 1)
    await say(4, 4)
    expect(await shown()).toBe(2)
    await world.settings.put(ada, { readReceipts: 'contacts' }, 1)
    await say(6, 5)
    expect(await shown()).toBe(5)
  })

  it('asks for no settings where nothing was read', async () => {
    const { say, row } = await scene(6)
    const settings = {
      of: () => Promise.reject(new Error('asked')),
      put: () => Promise.reject(new Error('put')),
    }
    await say(5, undefined, { settings })
    expect(await row()).toMatchObject({ delivered: 5 })
    await expect(say(5, 5, { settings })).rejects.toThrow('asked')
  })

  it('takes what has disappeared behind the read position for read, up to the next that stands', async () => {
    const { world, say, row } = await scene(8)
    const stands = (seq: number) => ![3, 4, 5, 6].includes(seq)
    const log: MessageLog = {
      ...world.log,
      at: async (positions) => (await world.log.at(positions)).filter(({ seq }) => stands(seq)),
      async from(...asked) {
        const [conversation, seq, limit, consistent] = asked
        const page = await world.log.from(conversation, seq, 100, consistent)
        return { ...page, entries: page.entries.filter((entry) => stands(entry.seq)).slice(0, limit) }
      },
    }
    await say(4, 4, { log })
    // Of eight entries every odd one counts: 1, 3 and 5 are behind, 7 is to be read.
    expect(await row()).toEqual({ delivered: 6, read: 6, readN: 3 })
    await say(8, 7, { log })
    expect(await row()).toEqual({ delivered: 8, read: 7, readN: 4 })
  })
})

describe('receipt in a group', () => {
  /** Ada leads it, Ben is removed by the entry at 3, and more follows. */
  async function group() {
    const world = newWorld()
    const [ada, ben, cat] = (await newPeople(world, 3)) as [Speaker, Speaker, Speaker]
    const id = await newGroup(world, ada, [ben])
    const place = (seq: number, n: number, epoch: number) =>
      world.log.place({ ...newEntry(id, seq, ada), n, epoch })
    await place(2, 1, 1)
    const say = (speaker: Speaker, read: number) =>
      receipt(
        { action: 'receipt', id: 'r1', receipts: [{ conversation: id, read }] },
        { ...world, connection: 'c' as never, speaker: async () => speaker },
      )
    const row = async (speaker: Speaker) => {
      const { mine, readN } = (await world.inbox.row(speaker.user, id)) ?? {}
      return { ...mine, readN }
    }
    const remove = async () => {
      await removeMember(ask({}, { conversation: id, user: ben.user }), asking(world, ada))
      await place(4, 2, 3)
      await place(5, 3, 3)
    }
    return { world, ada, ben, cat, say, row, remove }
  }

  it('is heard of members, and not of others', async () => {
    const { ben, cat, say, row } = await group()
    await say(ben, 2)
    expect(await row(ben)).toEqual({ delivered: 2, read: 2, readN: 1 })
    await expect(say(cat, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await row(cat)).toEqual({ readN: undefined })
  })

  it.each([4, 5, 99])(
    'of who was removed, which the function need not have heard of, ends with its removal, though it says %i',
    async (read) => {
      const { ada, ben, say, row, remove } = await group()
      await remove()
      await say(ben, read)
      expect(await row(ben)).toEqual({ delivered: 3, read: 3, readN: 1 })
      await say(ada, read)
      expect(await row(ada)).toMatchObject({ read: Math.min(read, 5), readN: Math.min(read, 5) - 2 })
    },
  )
})
