import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Body, type Draft, EMPTY_HEAD, entryAfter, isRetryOf, sameBody } from './entry.ts'
import type { ClientId, ConversationId, DeviceId, UserId } from './ids.ts'

const draft: Draft = {
  conversation: 'dm_a_b' as ConversationId,
  from: 'ann' as UserId,
  device: 'ann-phone' as DeviceId,
  clientId: 'client-1' as ClientId,
  body: { kind: 'text', text: 'hello' },
}
const long = (sha256: string, preview = 'p'): Body => ({
  kind: 'long-text',
  preview,
  long: { chars: 9000, bytes: 9000, sha256 },
})

test('a log that grows entry by entry has positions 1..N and counts every message', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), (length) => {
      let head = EMPTY_HEAD
      for (let step = 1; step <= length; step++) {
        head = entryAfter(head, draft, 1_000)
        expect(head).toMatchObject({ seq: step, n: step })
      }
    }),
  )
})

test('an entry is its draft, the position after the head, and the time it was given', () => {
  expect(entryAfter({ seq: 41, n: 17 }, draft, 123)).toEqual({ ...draft, seq: 42, n: 18, at: 123 })
})

describe('a retry', () => {
  const entry = entryAfter(EMPTY_HEAD, draft, 1)

  test('is recognised by sender, device and client id, whatever its body', () => {
    expect(isRetryOf(entry, draft)).toBe(true)
    expect(isRetryOf(entry, { ...draft, body: { kind: 'text', text: 'other' } })).toBe(true)
  })

  test.each([
    ['another person', { from: 'bob' as UserId }],
    ['another device', { device: 'ann-laptop' as DeviceId }],
    ['another client id', { clientId: 'client-2' as ClientId }],
  ])('is not what comes from %s', (_, change) => {
    expect(isRetryOf(entry, { ...draft, ...change })).toBe(false)
  })
})

describe('two bodies are the same message', () => {
  const text = (words: string): Body => ({ kind: 'text', text: words })

  test.each([
    ['the same text', text('a'), text('a'), true],
    ['other text', text('a'), text('b'), false],
    ['a text that only looks the same', text('é'), text('e\u0301'), false],
    ['long texts of one hash', long('aa'), long('aa', 'another preview'), true],
    ['long texts of another hash', long('aa'), long('bb'), false],
    ['a short and a long text', text('a'), long('aa'), false],
    ['a long and a short text', long('aa'), text('a'), false],
  ])('%s', (_, a, b, same) => {
    expect(sameBody(a, b)).toBe(same)
  })
})
