import type { AccountSettings, Conversation, Message, UserId } from '@parley/client'
import { expect, test } from 'vitest'
import { isNews } from './notices.ts'

const NOW = Date.parse('2026-01-15T12:00:00Z')
const [me, bob] = ['me', 'bob'] as [UserId, UserId]
const SETTINGS = { pushPreviews: true } as AccountSettings

const told = (
  some: Partial<Message> = {},
  chosen: Partial<Conversation['chosen']> = {},
  settings: Partial<AccountSettings> = {},
) => {
  const message = { kind: 'message', from: bob, mine: false, seq: 5, at: NOW, ...some } as Message
  const conversation = { chosen, mine: { delivered: 5, read: 4 } } as unknown as Conversation
  return isNews(conversation, message, { me, settings: { ...SETTINGS, ...settings }, now: NOW })
}

test('a new message of somebody else is told of', () => {
  expect(told()).toBe(true)
})

test.each<[string, Partial<Message>]>([
  ['one’s own, from another device', { mine: true }],
  ['a change of the group', { kind: 'change' }],
  ['what one has read elsewhere', { seq: 4 }],
  ['what is old, and comes in after an absence', { at: NOW - 61_000 }],
])('%s is not told of', (_, some) => {
  expect(told(some)).toBe(false)
})

test('an archived or blocked chat is silent, a muted one speaks to whom it mentions', () => {
  expect(told({}, { archived: true })).toBe(false)
  expect(told({ mentions: [me] }, { archived: true })).toBe(false)
  expect(told({}, { blocked: true })).toBe(false)
  expect(told({}, { mutedUntil: Number.POSITIVE_INFINITY })).toBe(false)
  expect(told({ mentions: [bob] }, { mutedUntil: Number.POSITIVE_INFINITY })).toBe(false)
  expect(told({ mentions: [me] }, { mutedUntil: Number.POSITIVE_INFINITY })).toBe(true)
})

test('quiet hours are quiet', () => {
  expect(told({}, {}, { quietHours: { from: 11 * 60, to: 13 * 60, zone: 'UTC' } })).toBe(false)
  expect(told({}, {}, { quietHours: { from: 13 * 60, to: 11 * 60, zone: 'UTC' } })).toBe(true)
})
