import type { ConversationId, UserId } from '@parley/domain'
import type { WireEntry, WireInboxRow } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import {
  type ConversationRecord,
  isUnsaid,
  newRecord,
  withCleared,
  withHead,
  withMine,
  withOlder,
  withoutPreview,
  withPeer,
  withRow,
  withSaid,
} from './record.ts'
import { withEntries } from './take.ts'

const me = 'me' as UserId
const fresh = newRecord('dm' as ConversationId, 0)

function entries(from: string, first: number, last: number): WireEntry[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const seq = first + index
    return { seq, n: seq, at: seq, from, device: 'd', clientId: `c${seq}`, kind: 'text', text: `text ${seq}` }
  })
}

/** These entries, and nothing else, come in behind the tail. */
function taken(record: ConversationRecord, some: readonly WireEntry[]): ConversationRecord {
  return withEntries(record, some, some.at(-1)!.seq, me)
}

function after(...steps: ((record: ConversationRecord) => ConversationRecord)[]): ConversationRecord {
  return steps.reduce((record, step) => step(record), fresh)
}

const row: WireInboxRow = {
  conversation: 'dm',
  head: { seq: 4, n: 4 },
  at: 4,
  mine: { delivered: 2, read: 1 },
  peer: { delivered: 0, read: 0 },
  unread: 3,
  readN: 1,
  skip: [],
  mentions: [],
  settings: { version: 0 },
  undelivered: [],
}

describe('what has to be said', () => {
  test('is how far others’ messages have come', () => {
    expect(isUnsaid(after((r) => taken(r, entries('bob', 1, 1))))).toBe(true)
  })

  test('is nothing after one’s own messages: the server knows them', () => {
    expect(isUnsaid(after((r) => taken(r, entries('me', 1, 3))))).toBe(false)
  })

  test('is nothing once the server knows it', () => {
    const said = after(
      (r) => taken(r, entries('bob', 1, 4)),
      (r) => withSaid(r, { delivered: 4, read: 0 }),
    )
    expect(isUnsaid(said)).toBe(false)
    expect(isUnsaid(withMine(said, { read: 4 }, { seq: 4, n: 4 }))).toBe(true)
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

test('an older row changes nothing that is newer', () => {
  const now = after((r) => taken(r, entries('bob', 1, 9)))
  expect(withRow(now, { ...row, preview: 'old' })).toMatchObject({
    head: { seq: 9 },
    at: 9,
    preview: 'text 9',
    mine: { delivered: 9 },
  })
})

test('a row that says no more what its last message said takes the preview away', () => {
  const now = after((r) => withRow(r, { ...row, preview: 'soon gone', from: 'bob' }))
  expect(now.preview).toBe('soon gone')
  expect(withRow(now, row)).not.toHaveProperty('preview')
})

test('the choice of the higher version holds', () => {
  const now = after((r) => withRow(r, { ...row, settings: { version: 5, archived: true } }))
  expect(withRow(now, { ...row, settings: { version: 4 } }).settings.archived).toBe(true)
  expect(withRow(now, { ...row, settings: { version: 6 } }).settings.archived).toBeUndefined()
})

describe('the preview', () => {
  const now = after((r) => taken(r, entries('bob', 1, 2)))
  const amendment = { ...entries('bob', 3, 3)[0]!, n: 2, text: 'better' }

  test('follows an edit and a deletion of what it shows, and no other', () => {
    expect(taken(now, [{ ...amendment, kind: 'edit', target: 2 }]).preview).toBe('better')
    expect(taken(now, [{ ...amendment, kind: 'edit', target: 1 }]).preview).toBe('text 2')
    const { text: _, ...silent } = amendment
    expect(taken(now, [{ ...silent, kind: 'deletion', target: 2 }]).preview).toBe('')
    expect(taken(now, [{ ...silent, kind: 'reaction', target: 2 }])).toMatchObject({
      preview: 'text 2',
      at: 2,
    })
  })

  test('goes with the message it shows', () => {
    expect(withoutPreview(now, [1]).preview).toBe('text 2')
    expect(withoutPreview(now, [2])).not.toHaveProperty('preview')
  })

  test('that the server gave goes with its message as well, though the log has gone on behind that', () => {
    const { text: _, ...deletion } = { ...amendment, seq: 5, kind: 'deletion' as const, target: 2 }
    const given = after((r) => withRow(r, { ...row, preview: 'a secret', from: 'bob', shows: 2 }))
    expect(taken(given, [deletion]).preview).toBe('')
    expect(taken(given, [{ ...deletion, target: 3 }]).preview).toBe('a secret')
    expect(withoutPreview(given, [2])).not.toHaveProperty('preview')
  })

  test('that the server gave is no older than what the same message said before', () => {
    const given = after((r) => withRow(r, { ...row, preview: 'edited since', from: 'bob', shows: 2 }))
    expect(taken(given, entries('bob', 1, 2)).preview).toBe('edited since')
    expect(taken(given, entries('bob', 1, 5)).preview).toBe('text 5')
  })
})

test('what is deleted is neither held nor to be had, and what comes next is', () => {
  const now = after(
    (r) => taken(r, entries('bob', 1, 5)),
    (r) => withCleared(r, 7),
  )
  expect(now).toMatchObject({ first: 8, tail: 7, whole: true })
  expect(withCleared(now, 3)).toEqual(now)
})

test('a page at the beginning of the copy joins it, down to where it covers', () => {
  const record = newRecord('dm' as ConversationId, 50)
  expect(withOlder(record, 31, true)).toMatchObject({ first: 31, whole: false })
  expect(withOlder(record, 31, false)).toMatchObject({ first: 31, whole: true })
  expect(withOlder(record, 1, true)).toMatchObject({ first: 1, whole: true })
})
