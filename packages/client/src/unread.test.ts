import type { ConversationId, UserId } from '@parley/domain'
import type { WireEntry, WireInboxRow } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ConversationRecord, newRecord, unreadOf, withMine, withRow, withSaid } from './record.ts'
import { withEntries } from './take.ts'

const me = 'me' as UserId

type Kind = 'theirs' | 'mine' | 'hidden' | 'reaction' | 'mention' | 'my reaction'

/** The log that these kinds make, `hidden` ones included. */
function logOf(kinds: readonly Kind[]): WireEntry[] {
  let n = 0
  return kinds.map((kind, index) => {
    const seq = index + 1
    const isReaction = kind === 'reaction' || kind === 'my reaction'
    if (!isReaction) n++
    const from = kind === 'mine' || kind === 'my reaction' ? me : 'bob'
    const entry = { seq, n, at: seq, from, device: 'd', clientId: `c${seq}` }
    if (isReaction) return { ...entry, kind: 'reaction', target: 1, emoji: '👍' }
    return { ...entry, kind: 'text', text: 'x', ...(kind === 'mention' && { mentions: [me] }) }
  })
}

/** What the server's row says when the log has come to `length` and this account has said to have read up to `read`. */
function rowAt(kinds: readonly Kind[], length: number, read: number): WireInboxRow {
  const log = logOf(kinds)
  const behind = kinds
    .slice(0, length)
    .flatMap((kind, index) => (index >= read ? [[kind, index + 1] as const] : []))
  const at = (...wanted: Kind[]) => behind.flatMap(([kind, seq]) => (wanted.includes(kind) ? [seq] : []))
  return {
    conversation: 'dm',
    head: { seq: length, n: log[length - 1]?.n ?? 0 },
    at: 0,
    mine: { delivered: read, read },
    peer: { delivered: 0, read: 0 },
    unread: 0,
    readN: log[read - 1]?.n ?? 0,
    skip: at('mine', 'hidden'),
    mentions: at('mention'),
    settings: { version: 0 },
    undelivered: [],
  }
}

const OPEN: Kind[] = ['theirs', 'mine', 'reaction', 'mention', 'my reaction']
const kinds = fc.oneof(
  fc.array(fc.constantFrom(...OPEN), { minLength: 1, maxLength: 25 }),
  fc.array(fc.constantFrom<Kind>(...OPEN, 'hidden'), { minLength: 1, maxLength: 25 }),
)
type Step = { take: number } | { read: number } | { heard: number } | { row: number; said: number }
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ take: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ read: fc.nat(25) }),
  fc.record({ heard: fc.nat(25) }),
  fc.record({ row: fc.nat(25), said: fc.nat(25) }),
)

test('unread and mentions are exact under own messages, hidden ones, reads of any device and rows of any age', () => {
  fc.assert(
    fc.property(kinds, fc.array(step, { maxLength: 40 }), (log, steps) => {
      const world = { log, entries: logOf(log), read: 0 }
      let record = newRecord('dm' as ConversationId, 0)
      for (const one of steps) record = next(world, record, one)
      record = next(world, record, { take: log.length })
      // Only the server knows of hidden messages: it says so in its row.
      if (log.includes('hidden')) record = next(world, record, { row: log.length, said: world.read })
      const behind = log
        .map((kind, index) => ({ kind, seq: index + 1 }))
        .filter(({ seq }) => seq > world.read)
      const unseen = behind.filter(({ kind }) => kind === 'theirs' || kind === 'mention')
      expect(unreadOf(record)).toBe(unseen.length)
      expect(record.mentions).toEqual(unseen.filter(({ kind }) => kind === 'mention').map(({ seq }) => seq))
    }),
    { numRuns: 2_000 },
  )
})

type World = { log: Kind[]; entries: WireEntry[]; read: number }

/** `world.read`: the furthest that any device has said it has read. */
function next(world: World, record: ConversationRecord, step: Step): ConversationRecord {
  const { log, entries } = world
  if ('take' in step) {
    const tail = Math.min(record.tail + step.take, log.length)
    const come = entries.slice(record.tail, tail).filter(({ seq }) => log[seq - 1] !== 'hidden')
    return withEntries(record, come, tail, me)
  }
  if ('read' in step) {
    const read = Math.min(step.read, record.tail)
    world.read = Math.max(world.read, read)
    const held = entries.filter(({ seq }) => seq <= read && log[seq - 1] !== 'hidden').at(-1)
    return withMine(record, { read }, held)
  }
  if ('heard' in step) {
    const read = Math.min(step.heard, log.length)
    world.read = Math.max(world.read, read)
    const said = withSaid(record, { delivered: read, read })
    const held = entries
      .filter(({ seq }) => seq <= Math.min(read, record.tail) && log[seq - 1] !== 'hidden')
      .at(-1)
    return read <= record.tail ? withMine(said, { read }, held) : said
  }
  const length = Math.min(step.row, log.length)
  // An old row says how far this account had come then.
  return withRow(record, rowAt(log, length, Math.min(step.said, world.read, length)))
}

test('who comes in has nothing to read of what was before', () => {
  const before: WireEntry = { seq: 57, n: 40, at: 0, from: 'bob', device: 'd', clientId: 'c', kind: 'change' }
  const added = { ...before, change: { type: 'added' as const, users: [me] } }
  const said: WireEntry = { ...before, seq: 58, n: 41, kind: 'text', text: 'welcome' }
  const record = withEntries(newRecord('gr' as ConversationId, 56), [added, said], 58, me)
  expect(unreadOf(record)).toBe(1)
  expect(record.mine.read).toBe(57)
})
