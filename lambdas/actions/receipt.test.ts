import { describe, expect, it } from 'vitest'
import { newEntry } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { MessageLog } from '../ports.ts'
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
})
