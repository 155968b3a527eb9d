import { EVENTS } from '@parley/protocol'
import { expect, it } from 'vitest'
import { newPair } from '../../test/fixtures/people.ts'
import type { InboxRow } from '../ports.ts'
import { wireRow } from './wire-row.ts'

const NOW = 1_700_000_000_000
const { ada, conversation } = newPair()

function row(parts: Partial<InboxRow> = {}): InboxRow {
  return {
    conversation,
    head: { seq: 9, n: 8 },
    at: NOW - 1,
    from: ada.user,
    preview: 'hello',
    shows: 8,
    mine: { delivered: 5, read: 4 },
    shown: 2,
    readN: 4,
    skip: [3, 6],
    mentions: [2, 7],
    peer: { delivered: 3, read: 3 },
    settings: { version: 0 },
    hidden: [],
    undelivered: [],
    large: false,
    ...parts,
  }
}

it('counts as unread what is behind the read position and not to be skipped', () => {
  expect(wireRow(row(), NOW)).toMatchObject({ unread: 3, readN: 4, skip: [6], mentions: [7] })
})

it('says to oneself how far one has really read', () => {
  expect(wireRow(row(), NOW).mine).toEqual({ delivered: 5, read: 4 })
  expect(wireRow(row(), NOW)).not.toHaveProperty('shown')
})

it('shows neither a preview that has expired nor whose it was', () => {
  expect(wireRow(row({ previewExpires: NOW + 1 }), NOW)).toMatchObject({
    preview: 'hello',
    from: ada.user,
    shows: 8,
  })
  const over = wireRow(row({ previewExpires: NOW }), NOW)
  expect(over).not.toHaveProperty('preview')
  expect(over).not.toHaveProperty('shows')
  expect(over).not.toHaveProperty('from')
})

it('is muted only as long as that lasts', () => {
  expect(wireRow(row({ settings: { version: 1, mutedUntil: NOW + 1 } }), NOW).settings).toEqual({
    version: 1,
    mutedUntil: NOW + 1,
  })
  expect(wireRow(row({ settings: { version: 1, mutedUntil: NOW } }), NOW).settings).toEqual({ version: 1 })
})

it('is blocked while there is something without end that is not heard', () => {
  expect(wireRow(row({ hidden: [{ after: 4 }] }), NOW).settings).toEqual({ version: 0, blocked: true })
  expect(wireRow(row({ hidden: [{ after: 4, until: 6 }] }), NOW).settings).toEqual({ version: 0 })
})

it('says of a large group that it is one, and nothing of any other', () => {
  expect(wireRow(row({ large: true, title: 'Many' }), NOW)).toMatchObject({ large: true, title: 'Many' })
  expect(wireRow(row(), NOW)).not.toHaveProperty('large')
})

it('has the form of the wire', () => {
  const everything = row({
    title: 'Many',
    marked: NOW,
    undelivered: [8],
    large: true,
    hidden: [{ after: 4 }],
  })
  const event = { event: 'inbox', row: wireRow(everything, NOW) }
  expect(EVENTS.inbox.payload.safeParse(event).error).toBeUndefined()
})
