import type { ConversationId, Draft, Entry, Head } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { newDraft, newPair } from '../../test/fixtures/people.ts'
import { memoryMessageLog } from '../adapters/memory/message-log.ts'
import { remembered } from '../remembered.ts'
import { DEFAULT_RULES } from '../rules.ts'
import { aheadOf, append, type Composed } from './append.ts'
import { digestOf } from './digest.ts'

const DAY = 86_400_000
const PACE = { perSecond: 10, burst: 20 }

function scene() {
  const clock = { now: 1_700_000_000_000 }
  const now = () => clock.now
  const log = memoryMessageLog(undefined, now)
  const tails = remembered<ConversationId, Head>(10)
  const world = { log, tails, rules: { paces: { ...DEFAULT_RULES.paces, conversation: PACE } }, now }
  const pair = newPair()
  const send = async (draft: Draft, after = 0, compose = composing(draft), using = world) =>
    append(using, draft, await aheadOf(using, draft.conversation, after), compose)
  /** Another function, which remembers nothing. */
  const cold = () => ({ ...world, tails: remembered<ConversationId, Head>(10) })
  const all = async () => (await log.from(pair.conversation, 1, 1_000, true)).entries
  return { clock, log, world, cold, send, all, draft: () => newDraft(pair.conversation, pair.ada), ...pair }
}
const composing = (draft: Draft) => async (): Promise<Composed> => ({ draft })

describe('the pace of a conversation', () => {
  it('refuses what is beyond it with the time to wait, after which the same is taken', async () => {
    const { clock, send, draft, all } = scene()
    for (let seq = 0; seq < PACE.burst; seq++) await send(draft(), seq)
    const late = draft()
    const refused = await send(late, PACE.burst).catch(
      (error: { code: string; retryAfterMs: number }) => error,
    )
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 100 })
    expect(await all()).toHaveLength(PACE.burst)
    clock.now += 100
    expect(await send(late, PACE.burst)).toMatchObject({ seq: PACE.burst + 1 })
  })

  it('is kept by the log: a function that has written nothing yet refuses as well', async () => {
    const { send, draft, cold } = scene()
    for (let seq = 0; seq < PACE.burst; seq++) await send(draft(), seq)
    const next = draft()
    await expect(send(next, PACE.burst, composing(next), cold())).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    })
  })

  it('does not hold up the answer to a retry', async () => {
    const { send, draft } = scene()
    const first = draft()
    const ack = await send(first)
    for (let seq = 1; seq < PACE.burst; seq++) await send(draft(), seq)
    expect(await send(first)).toEqual(ack)
  })
})

describe('a log of which something has disappeared', () => {
  /** Ten messages, of which those at `gone` have vanished. */
  async function withHoles(...gone: number[]) {
    const world = scene()
    const drafts: Draft[] = Array.from({ length: 10 }, () => ({ ...world.draft(), expires: world.clock.now }))
    const entries: Entry[] = []
    for (const [seq, draft] of drafts.entries()) entries.push(await world.send(draft, seq))
    for (const seq of gone) await world.log.mayVanish(entries[seq - 1]!)
    world.clock.now += 2 * DAY
    expect(await world.all()).toHaveLength(10 - gone.length)
    return { ...world, drafts, entries }
  }

  it('takes nothing for whoever last knew what is before: it may stand there already', async () => {
    const { send, draft, drafts, all } = await withHoles(4, 5)
    for (const after of [0, 3, 4])
      await expect(send(draft(), after)).rejects.toMatchObject({ code: 'EXPIRED' })
    // What has vanished itself: nobody can say any more that it stood there.
    await expect(send(drafts[3]!, 3)).rejects.toMatchObject({ code: 'EXPIRED' })
    expect(await all()).toHaveLength(8)
  })

  it('still answers a retry that stands behind what has gone', async () => {
    const { send, drafts, entries } = await withHoles(1, 2, 3)
    expect(await send(drafts[6]!, 0)).toEqual(entries[6])
  })

  it('goes on for whoever knew all that has gone, even the very last of it', async () => {
    const { send, draft } = await withHoles(1, 2, 3, 4, 5)
    expect(await send(draft(), 5)).toMatchObject({ seq: 11, n: 11 })
  })

  it('is not judged by a tail remembered for longer than an entry lasts', async () => {
    const { send, draft, world, conversation, entries } = await withHoles(8, 9)
    const { seq, n, epoch, busy } = entries[6]!
    world.tails.set(conversation, { seq, n, epoch, busy })
    // The twin refuses to let a vanished position be taken again.
    await expect(send(draft(), 7)).rejects.toMatchObject({ code: 'EXPIRED' })
  })

  it('refuses a position beyond its end as ever', async () => {
    const { send, draft } = await withHoles(1, 2)
    await expect(send(draft(), 11)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('a retry', () => {
  const content = { kind: 'text', text: 'other' } as const
  const edit = {
    body: { kind: 'edit', target: 1, content },
    amendment: { seq: 1, edit: 2, content },
  } as const
  const digest = digestOf({ kind: 'text', text: 'hello' })
  const deletion = {
    body: { kind: 'deletion', target: 1 },
    amendment: { seq: 1, deleted: true, digest },
  } as const

  it.each([
    ['says something else by now', edit],
    ['was deleted since, by the digest', deletion],
  ])('is known when its message %s', async (_, { body, amendment }) => {
    const { send, draft, world, conversation } = scene()
    const first = draft()
    const ack = await send(first)
    const other: Draft = { ...first, body: content }
    const done: Draft = { ...draft(), body }
    await send(done, 1, async () => ({ draft: done, along: { amended: [amendment] } }))
    expect(await send(first)).toMatchObject({ seq: ack.seq, n: ack.n, at: ack.at })
    await expect(send(other)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
    expect(world.tails.get(conversation)).toMatchObject({ seq: 2 })
  })

  it('is the same whatever of its mentions was kept', async () => {
    const { send, draft, ben } = scene()
    const first: Draft = { ...draft(), body: { kind: 'text', text: 'hi', mentions: [ben.user] } }
    const ack = await send(first, 0, composing({ ...first, body: { kind: 'text', text: 'hi' } }))
    expect(await send(first)).toEqual(ack)
    const reply: Draft = { ...first, body: { kind: 'text', text: 'hi', reply: 1 } }
    await expect(send(reply)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
  })
})

describe('what is composed', () => {
  it('is composed again for each tail, and nothing is appended when nothing is left of it', async () => {
    const { send, draft, all, world, cold, ben, conversation } = scene()
    await send(draft())
    const rival = newDraft(conversation, ben)
    const tails: number[] = []
    const result = await append(world, draft(), await aheadOf(world, conversation, 1), async ({ seq }) => {
      tails.push(seq)
      if (seq === 2) return undefined
      await send(rival, 1, composing(rival), cold())
      return { draft: draft() } satisfies Composed
    })
    expect(result).toBeUndefined()
    expect(tails).toEqual([1, 2])
    expect((await all()).map(({ from }) => from)).toEqual([expect.anything(), ben.user])
  })

  it('says after a change under which version of the conversation later entries stand', async () => {
    const { send, draft, all } = scene()
    await send(draft())
    await send({ ...draft(), body: { kind: 'change', change: { type: 'unpinned', target: 1 } } }, 1)
    await send(draft(), 2)
    expect((await all()).map(({ n, epoch }) => [n, epoch])).toEqual([
      [1, 0],
      [1, 2],
      [2, 2],
    ])
  })
})
