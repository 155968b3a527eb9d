import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Body,
  type Draft,
  EMPTY_HEAD,
  entryAfter,
  isCountable,
  isExpired,
  isMessage,
  isRetryOf,
} from './entry.ts'
import type { ClientId, ConversationId, DeviceId, UserId } from './ids.ts'

const draft: Draft = {
  conversation: 'dm_a_b' as ConversationId,
  from: 'ann' as UserId,
  device: 'ann-phone' as DeviceId,
  clientId: 'client-1' as ClientId,
  body: { kind: 'text', text: 'hello' },
}

test('a log that grows entry by entry has positions 1..N and counts every message', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), (length) => {
      let head = EMPTY_HEAD
      for (let step = 1; step <= length; step++) {
        head = entryAfter(head, draft, 1_000, 0)
        expect(head).toMatchObject({ seq: step, n: step })
      }
    }),
  )
})

test('an entry is its draft, the position after the head, and the time it was given', () => {
  const head = { seq: 41, n: 17, epoch: 5, busy: 100 }
  expect(entryAfter(head, draft, 123, 150)).toEqual({
    ...draft,
    seq: 42,
    n: 18,
    epoch: 5,
    busy: 150,
    at: 123,
  })
})

describe('a retry', () => {
  const entry = entryAfter(EMPTY_HEAD, draft, 1, 0)

  test('is recognised by sender, device and client id, whatever its body', () => {
    expect(isRetryOf(entry, draft)).toBe(true)
    const other: Draft = { ...draft, body: { kind: 'text', text: 'other' } }
    expect(isRetryOf(entry, other)).toBe(true)
  })

  test.each([
    ['another person', { from: 'bob' as UserId }],
    ['another device', { device: 'ann-laptop' as DeviceId }],
    ['another client id', { clientId: 'client-2' as ClientId }],
  ])('is not what comes from %s', (_, change) => {
    expect(isRetryOf(entry, { ...draft, ...change })).toBe(false)
  })
})

describe('what an entry counts and changes', () => {
  const head = { seq: 9, n: 4, epoch: 2, busy: 7 }
  const after = (body: Body) => entryAfter(head, { ...draft, body }, 1_000, 8)

  test.each<[string, Body, { n: number; epoch: number }]>([
    ['a message counts', { kind: 'text', text: 'hi' }, { n: 5, epoch: 2 }],
    [
      'an edit does not',
      { kind: 'edit', target: 3, content: { kind: 'text', text: 'ho' } },
      { n: 4, epoch: 2 },
    ],
    ['a deletion does not', { kind: 'deletion', target: 3 }, { n: 4, epoch: 2 }],
    ['a reaction does not', { kind: 'reaction', target: 3, emoji: '👍' }, { n: 4, epoch: 2 }],
    [
      'a change of the conversation does not, and is the version of what follows',
      { kind: 'change', change: { type: 'joined' } },
      { n: 4, epoch: 10 },
    ],
  ])('%s', (_, body, expected) => {
    expect(after(body)).toMatchObject({ seq: 10, busy: 8, ...expected })
  })

  test('a message keeps counting after it was deleted', () => {
    expect(isCountable({ kind: 'deleted' })).toBe(true)
    expect(isMessage({ kind: 'deleted' })).toBe(false)
  })
})

test('an entry is seen until it expires, and not from then on', () => {
  expect([999, 1_000, 1_001].map((now) => isExpired({ expires: 1_000 }, now))).toEqual([false, true, true])
  expect(isExpired({}, Number.MAX_SAFE_INTEGER)).toBe(false)
})
