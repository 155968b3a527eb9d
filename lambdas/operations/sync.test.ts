import type { Entry } from '@parley/domain'
import { SYNC_PAGE_MAX } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { asking } from '../../test/fixtures/asking.ts'
import { newEntry, newPair, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { News } from '../ports.ts'
import { sync } from './sync.ts'

/** What an entry of somebody else means to a row. */
function newsOf({ conversation, seq, n, at, from }: Entry): News {
  return {
    conversation,
    head: { seq, n },
    shows: { seq, at, from, preview: 'hello' },
    ...{ corrects: [], own: [], others: [seq], mentions: [] },
  }
}

/** A person with many conversations, whose inbox changed at these times after the start. */
async function scene(...changedAt: number[]) {
  const world = newWorld()
  const start = world.clock.now
  const ada = newSpeaker()
  const change = async (at: number, pair = newPair()) => {
    await world.inbox.advance(ada.user, newsOf(newEntry(pair.conversation, 1, pair.ben)), start + at)
    return pair.conversation
  }
  const conversations = await Promise.all(changedAt.map((at) => change(at)))
  const ask = (cursor?: string) => sync({ path: {}, query: { cursor }, body: {} }, asking(world, ada))
  return { world, ada, start, change, conversations, ask }
}

const idsOf = ({ conversations }: Awaited<ReturnType<typeof sync>>) =>
  conversations.map(({ conversation }) => conversation).sort()

describe('sync', () => {
  it('returns every conversation at first, as its inbox has it', async () => {
    const { world, ada, ask } = await scene()
    const { ben, conversation } = newPair()
    const entry = { ...newEntry(conversation, 3, ben), n: 2 }
    await world.inbox.advance(ada.user, newsOf(entry), world.clock.now)
    await world.inbox.mark(ada, conversation, { delivered: 2, read: 1, readN: 1 }, true, world.clock.now)
    await world.inbox.peerMark(ada.user, conversation, { delivered: 3, read: 0 }, world.clock.now)
    await world.inbox.choose(ada, conversation, { archived: true }, world.clock.now)
    expect((await ask()).conversations).toEqual([
      {
        conversation,
        head: { seq: 3, n: 2 },
        at: entry.at,
        from: ben.user,
        preview: 'hello',
        shows: 3,
        mine: { delivered: 2, read: 1 },
        peer: { delivered: 3, read: 0 },
        unread: 1,
        readN: 1,
        skip: [],
        mentions: [],
        settings: { version: 1, archived: true },
        undelivered: [],
      },
    ])
  })

  it('tells what its user has chosen for the whole account', async () => {
    const { world, ada, ask } = await scene()
    expect((await ask()).settings).toMatchObject({ readReceipts: 'everyone', pushPreviews: true })
    await world.settings.put(ada, { readReceipts: 'nobody' }, world.clock.now)
    expect((await ask()).settings).toMatchObject({ readReceipts: 'nobody' })
  })

  it('returns nothing new when nothing changed, and then what did', async () => {
    const { world, ask, change } = await scene(0, 0)
    world.clock.now += 3_600_000
    const { cursor } = await ask()
    world.clock.now += 3_600_000
    const quiet = await ask(cursor)
    expect(quiet).toMatchObject({ conversations: [], more: false })
    const changed = await change(7_200_000)
    expect(idsOf(await ask(quiet.cursor))).toEqual([changed])
  })

  it('misses nothing that a slow clock stamped shortly before the last sync', async () => {
    const { world, ask, change } = await scene()
    world.clock.now += 3_600_000
    const { cursor } = await ask()
    const late = await change(3_600_000 - 59_000)
    expect(idsOf(await ask(cursor))).toEqual([late])
  })

  it('pages through what is more than a page, and then knows what changed meanwhile', async () => {
    const { world, conversations, ask, change } = await scene(
      ...Array.from({ length: SYNC_PAGE_MAX + 7 }, () => 0),
    )
    world.clock.now += 3_600_000
    const first = await ask()
    expect(first.more).toBe(true)
    expect(first.conversations).toHaveLength(SYNC_PAGE_MAX)
    world.clock.now += 3_600_000
    const during = await change(5_400_000)
    const second = await ask(first.cursor)
    expect(second.more).toBe(false)
    expect(new Set([...idsOf(first), ...idsOf(second), during])).toEqual(new Set([...conversations, during]))
    // The change may stand in either page.
    const third = await ask(second.cursor)
    const rest = third.more ? await ask(third.cursor) : undefined
    expect([...idsOf(third), ...(rest ? idsOf(rest) : [])]).toEqual([during])
  })

  it('never returns another person’s conversations, whatever the cursor resumes at', async () => {
    const { world, ask } = await scene(0)
    const other = newPair()
    await world.inbox.advance(other.ben.user, newsOf(newEntry(other.conversation, 1, other.ada)), 0)
    const forged = Buffer.from(JSON.stringify([0, 0, other.conversation])).toString('base64url')
    for (const cursor of [undefined, forged])
      expect(idsOf(await ask(cursor))).not.toContain(other.conversation)
  })

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  it.each([
    ['empty', ''],
    ['no base64', '\u{1f600}'],
    ['no list', encode({ since: 0 })],
    ['an empty list', encode([])],
    ['a negative time', encode([-1])],
    ['a fraction', encode([0.5])],
    ['text for a time', encode(['0'])],
    ['a time beyond all numbers', Buffer.from('[1e999]').toString('base64url')],
    ['half of a cut page', encode([0, 0])],
    ['a key that is no conversation', encode([0, 0, 'U#someone'])],
    ['too much', encode([0, 0, 'dm_a_b', 0])],
  ])('refuses a forged cursor: %s', async (_, cursor) => {
    const { ask } = await scene()
    await expect(ask(cursor)).rejects.toMatchObject({ code: 'BAD_CURSOR' })
  })
})
