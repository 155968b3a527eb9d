import type { Entry } from '@parley/domain'
import { check, EVENTS } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { newEntry, newPair } from '../../test/fixtures/people.ts'
import { previewOf, wireEntry } from './wire-entry.ts'

const { ada, ben, conversation } = newPair()
const long = { kind: 'long-text', preview: 'beginning', long: { chars: 9, bytes: 9, sha256: 'a' } } as const
const entryWith = (body: Entry['body'], more: Partial<Entry> = {}): Entry => ({
  ...{ ...newEntry(conversation, 7, ada), epoch: 3, busy: 5, digest: 'd', body },
  ...more,
})

/** An entry on the wire, which its schema must take as it is. */
function onTheWire(entry: Entry) {
  const wire = wireEntry(entry)
  const event = { event: 'entries', conversation, entries: [wire] }
  expect(check(EVENTS.entries.payload, event).entries).toEqual([wire])
  const { seq, n, at, from, device, clientId, ...said } = wire
  expect({ seq, n, at, from, device, clientId }).toMatchObject({ seq: 7, n: 7, from: ada.user })
  return said
}

describe('an entry on the wire', () => {
  it('is a message as it is now: what it says, what it is about, and what was done to it', () => {
    const about = { reply: 1, mentions: [ben.user], forwarded: true }
    const hi = { kind: 'text', text: 'hi' } as const
    const done = { expires: 9, edits: [8, 11], reactions: { [ben.user]: { seq: 9, emoji: '👍' } } }
    const latest = { seq: 11, content: { kind: 'text', text: 'hello' } as const }
    expect(onTheWire(entryWith({ ...hi, ...about }, { ...done, latest }))).toEqual({
      ...{ kind: 'text', text: 'hello', ...about },
      ...{ expires: 9, edited: 11, reactions: { [ben.user]: '👍' } },
    })
    const longer = { seq: 8, content: long }
    expect(onTheWire(entryWith({ ...hi, ...about }, { latest: longer }))).toEqual({
      ...long,
      ...about,
      edited: 8,
    })
    expect(onTheWire(entryWith({ ...long, ...about }, { latest }))).toEqual({
      ...latest.content,
      ...about,
      edited: 11,
    })
    expect(onTheWire(entryWith({ ...hi, ...about }))).toEqual({ ...hi, ...about })
    expect(onTheWire(entryWith(long))).toEqual(long)
  })

  it('says nothing of a message that was deleted but that it was', () => {
    expect(onTheWire(entryWith({ kind: 'deleted' }, { edits: [8] }))).toEqual({ kind: 'deleted' })
  })

  it.each<[string, Entry['body'], object]>([
    [
      'an edit',
      { kind: 'edit', target: 1, content: { kind: 'text', text: 'b' } },
      { kind: 'edit', target: 1, text: 'b' },
    ],
    ['a long edit', { kind: 'edit', target: 1, content: long }, { ...long, kind: 'edit', target: 1 }],
    [
      'an edit of what was deleted',
      { kind: 'edit', target: 1, content: { kind: 'deleted' } },
      { kind: 'edit', target: 1 },
    ],
    ['a deletion', { kind: 'deletion', target: 1 }, { kind: 'deletion', target: 1 }],
    [
      'a reaction',
      { kind: 'reaction', target: 1, emoji: '👍' },
      { kind: 'reaction', target: 1, emoji: '👍' },
    ],
    ['a reaction taken back', { kind: 'reaction', target: 1, emoji: null }, { kind: 'reaction', target: 1 }],
    [
      'a change',
      { kind: 'change', change: { type: 'removed', user: ben.user } },
      { kind: 'change', change: { type: 'removed', user: ben.user } },
    ],
  ])('is %s', (_, body, said) => {
    expect(onTheWire(entryWith(body))).toEqual(said)
  })
})

describe('the preview of a message', () => {
  it('is the beginning of what it, or an edit of it, says, and of nothing else', () => {
    expect(previewOf({ kind: 'text', text: 'x'.repeat(500) })).toBe('x'.repeat(80))
    expect(previewOf(long)).toBe('beginning')
    expect(previewOf({ kind: 'edit', target: 1, content: long })).toBe('beginning')
    for (const body of [
      { kind: 'deleted' },
      { kind: 'edit', target: 1, content: { kind: 'deleted' } },
      { kind: 'reaction', target: 1, emoji: '👍' },
    ] as const) {
      expect(previewOf(body)).toBe('')
    }
  })
})
