import type { ConversationId, UserId } from '@parley/domain'
import type { WireEntry } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import {
  type ConversationRecord,
  isUnsaid,
  newRecord,
  unreadOf,
  withEntries,
  withHead,
  withMine,
  withOlder,
  withPeer,
  withReport,
  withSaid,
} from './record.ts'

const me = 'me' as UserId
const fresh = newRecord('dm' as ConversationId, 0)

function entries(from: string, first: number, last: number): WireEntry[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const seq = first + index
    return { seq, n: seq, at: seq, from, device: 'd', clientId: `c${seq}`, kind: 'text', text: `text ${seq}` }
  })
}

function after(...steps: ((record: ConversationRecord) => ConversationRecord)[]): ConversationRecord {
  return steps.reduce((record, step) => step(record), fresh)
}

describe('unread', () => {
  test('counts what others wrote after the read position', () => {
    const record = after(
      (r) => withEntries(r, entries('bob', 1, 5), me),
      (r) => withMine(r, { read: 2 }, 2),
    )
    expect(unreadOf(record)).toBe(3)
  })

  test('is exact before the entries have come, by what sync says', () => {
    const report = {
      head: { seq: 90, n: 80 },
      mine: { delivered: 70, read: 60 },
      peer: { delivered: 0, read: 0 },
      unread: 25,
    }
    const record = after((r) => withReport(r, report))
    expect(unreadOf(record)).toBe(25)
    expect(unreadOf(withHead(record, { seq: 91, n: 81 }))).toBe(26)
  })

  test('does not count what one writes after having read everything', () => {
    expect(unreadOf(after((r) => withEntries(r, entries('me', 1, 3), me)))).toBe(0)
  })

  test('stays with what was skipped when one writes without having read', () => {
    const record = after((r) => withEntries(r, [...entries('bob', 1, 2), ...entries('me', 3, 3)], me))
    expect(record.mine.read).toBe(0)
    expect(unreadOf(record)).toBe(3)
  })

  test('is none when another device has read beyond what this one holds, and right again afterwards', () => {
    const ahead = after(
      (r) => withEntries(r, entries('bob', 1, 2), me),
      (r) => withHead(r, { seq: 5, n: 5 }),
      (r) => withSaid(r, { delivered: 5, read: 5 }),
    )
    expect(unreadOf(ahead)).toBe(0)
    expect(unreadOf(withEntries(ahead, entries('bob', 3, 6), me))).toBe(1)
  })
})

describe('what has to be said', () => {
  test('is how far others’ messages have come', () => {
    expect(isUnsaid(after((r) => withEntries(r, entries('bob', 1, 1), me)))).toBe(true)
  })

  test('is nothing after one’s own messages: the server knows them', () => {
    expect(isUnsaid(after((r) => withEntries(r, entries('me', 1, 3), me)))).toBe(false)
  })

  test('is nothing once the server knows it', () => {
    const said = after(
      (r) => withEntries(r, entries('bob', 1, 4), me),
      (r) => withSaid(r, { delivered: 4, read: 0 }),
    )
    expect(isUnsaid(said)).toBe(false)
    expect(isUnsaid(withMine(said, { read: 4 }, 4))).toBe(true)
  })
})

test('positions never move back, and a receipt may overtake the entry it is about', () => {
  const record = after(
    (r) => withPeer(r, { delivered: 7, read: 5 }),
    (r) => withPeer(r, { delivered: 6, read: 1 }),
    (r) => withHead(r, { seq: 9, n: 9 }),
    (r) => withHead(r, { seq: 3, n: 3 }),
    (r) => withMine(r, { read: 4 }),
    (r) => withMine(r, { read: 1 }),
  )
  expect(record).toMatchObject({ peer: { delivered: 7, read: 5 }, head: { seq: 9 }, mine: { read: 4 } })
})

test('an older report changes nothing that is newer', () => {
  const now = after((r) => withEntries(r, entries('bob', 1, 9), me))
  const old = {
    head: { seq: 4, n: 4 },
    mine: { delivered: 2, read: 1 },
    peer: { delivered: 0, read: 0 },
    unread: 3,
    at: 4,
    preview: 'old',
  }
  expect(withReport(now, old)).toMatchObject({
    head: { seq: 9 },
    at: 9,
    preview: 'text 9',
    mine: { delivered: 9 },
  })
})

test('only a page that ends right before the span joins it', () => {
  const record = newRecord('dm' as ConversationId, 50)
  expect(withOlder(record, entries('bob', 20, 40), true).first).toBe(51)
  expect(withOlder(record, entries('bob', 31, 50), true)).toMatchObject({ first: 31, whole: false })
  expect(withOlder(record, entries('bob', 1, 50), false)).toMatchObject({ first: 1, whole: true })
})
