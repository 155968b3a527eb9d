import type { WireEntry } from '@parley/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pass } from '../test/harness.ts'
import { ParleyError } from './error.ts'
import { Feed } from './feed.ts'
import { defaultPlatform } from './platform.ts'
import { DEFAULT_TIMING } from './timing.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const LENGTH = 40
const log: WireEntry[] = Array.from({ length: LENGTH }, (_, index) => {
  const seq = index + 1
  return { seq, n: seq, at: 0, from: 'bob', device: 'd', clientId: `c${seq}`, kind: 'text', text: '' }
})

type Options = {
  failing?: { takes: number; fetches: number }
  /** Positions that are not for this reader. */
  voids?: ReadonlySet<number>
  /** The last position that this reader may ever hear. */
  reach?: number
}

/** A feed on the log above, of which the server shows what is up to the head heard of. */
function feedOn({
  failing = { takes: 0, fetches: 0 },
  voids = new Set(),
  reach = Number.POSITIVE_INFINITY,
}: Options = {}) {
  const state = {
    taken: [] as number[],
    tail: 0,
    head: 0,
    fetches: 0,
    isOnline: true,
    errors: [] as string[],
  }
  const feed = new Feed({ ...defaultPlatform, random: () => 0.5 }, DEFAULT_TIMING, {
    tail: () => state.tail,
    head: () => state.head,
    isOnline: () => state.isOnline,
    take: async ({ entries, tail }) => {
      await undefined
      if (failing.takes-- > 0) throw new ParleyError('STORAGE_FULL')
      state.taken.push(...entries.map(({ seq }) => seq))
      state.tail = tail
    },
    fetch: async (after) => {
      state.fetches++
      if (failing.fetches-- > 0) throw new ParleyError('UNREACHABLE')
      const last = Math.min(after + 7, state.head, reach)
      const entries = log.slice(after, last).filter(({ seq }) => !voids.has(seq))
      const isEmpty = last <= after
      const head = { seq: state.head }
      return {
        entries,
        first: isEmpty ? 0 : after + 1,
        last: isEmpty ? 0 : last,
        head,
        more: last < reach && last < head.seq,
      }
    },
    onError: ({ code }) => state.errors.push(code),
  })
  const receive = (seqs: readonly number[]) => {
    state.head = Math.max(state.head, ...seqs)
    feed.receive(seqs.filter((seq) => !voids.has(seq)).map((seq) => log[seq - 1]!))
  }
  return { feed, state, receive }
}

const upTo = (length: number) => Array.from({ length }, (_, index) => index + 1)

test('any mix of events that come twice, out of order or never gives the log, once and in order', async () => {
  const step = fc.oneof(
    fc.record({ seqs: fc.array(fc.integer({ min: 1, max: LENGTH }), { minLength: 1, maxLength: 6 }) }),
    fc.record({ wait: fc.integer({ min: 0, max: 500 }) }),
  )
  const faults = fc.record({ takes: fc.nat(3), fetches: fc.nat(3) })
  const gone = fc.uniqueArray(fc.integer({ min: 1, max: LENGTH }))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), faults, gone, async (steps, failing, none) => {
      const voids = new Set(none)
      const { feed, state, receive } = feedOn({ failing: { ...failing }, voids })
      for (const one of steps) {
        if ('seqs' in one) receive(one.seqs)
        else await pass(one.wait)
      }
      await pass(120_000)
      await feed.stop()
      expect(state.taken).toEqual(upTo(state.head).filter((seq) => !voids.has(seq)))
      expect(state.tail).toBe(state.head)
    }),
    { numRuns: 150 },
  )
})

test('a gap that closes by itself costs no request', async () => {
  const { state, receive } = feedOn()
  receive([2])
  await pass(DEFAULT_TIMING.gapMs - 1)
  receive([1])
  await pass(10_000)
  expect(state.taken).toEqual([1, 2])
  expect(state.fetches).toBe(0)
})

test('a gap that stays is fetched after a moment', async () => {
  const { state, receive } = feedOn()
  receive([3])
  await pass(DEFAULT_TIMING.gapMs)
  expect(state.taken).toEqual([1, 2, 3])
})

test('a long stretch of what is not for this reader is passed over by pages, and live entries go on', async () => {
  const { state, receive } = feedOn({ voids: new Set(upTo(30)) })
  receive([31])
  await pass(10_000)
  expect(state.taken).toEqual([31])
  const { fetches } = state
  receive([32])
  await pass(10_000)
  expect(state.taken).toEqual([31, 32])
  expect(state.fetches).toBe(fetches)
})

test('what lies behind the end of what a reader may hear is asked for no more than once', async () => {
  const { feed, state, receive } = feedOn({ reach: 5 })
  receive([5])
  state.head = 20
  feed.catchUp()
  await pass(600_000)
  expect(state.taken).toEqual(upTo(5))
  expect(state.fetches).toBe(2)
})

test('a log that may have grown in silence is looked at once, even if nothing is known to be missing', async () => {
  const { feed, state } = feedOn()
  feed.catchUp(true)
  await pass(60_000)
  expect(state.fetches).toBe(1)
  feed.catchUp()
  await pass(60_000)
  expect(state.fetches).toBe(1)
})

test('nothing is asked for while offline, and everything once it is over', async () => {
  const { feed, state, receive } = feedOn()
  state.isOnline = false
  receive([30])
  await pass(60_000)
  expect(state.fetches).toBe(0)
  state.isOnline = true
  feed.catchUp()
  await pass(1)
  expect(state.taken).toEqual(upTo(30))
})

test('what could not be stored is reported, and stored later', async () => {
  const { state, receive } = feedOn({ failing: { takes: 2, fetches: 0 } })
  receive([1, 2])
  await pass(60_000)
  expect(state.errors).toEqual(['STORAGE_FULL', 'STORAGE_FULL'])
  expect(state.taken).toEqual([1, 2])
})

test('an entry that comes in the moment the one before it is stored costs no wait and no request', async () => {
  for (let turns = 0; turns < 12; turns++) {
    const { state, receive } = feedOn()
    receive([1])
    for (let turn = 0; turn < turns; turn++) await undefined
    receive([2])
    await pass(DEFAULT_TIMING.gapMs - 1)
    expect(state.taken).toEqual([1, 2])
    expect(state.fetches).toBe(0)
  }
})
