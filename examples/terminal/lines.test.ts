import type { ConversationId, DeviceId, Media, Message, UserId } from '@parley/client'
import { expect, test } from 'vitest'
import { lineOf } from './lines.ts'

const now = new Date(2026, 2, 3, 15, 0).getTime()
const message = {
  conversation: 'c' as ConversationId,
  seq: 12,
  n: 12,
  at: new Date(2026, 2, 3, 14, 31).getTime(),
  from: 'ann' as UserId,
  mine: false,
  device: 'd' as DeviceId,
  clientId: 'x' as Message['clientId'],
  kind: 'message',
  text: 'Hello',
} satisfies Message

const line = (fields: Partial<Message>, status?: Parameters<typeof lineOf>[0]['status']) =>
  lineOf({
    message: { ...message, ...fields },
    name: (user) => user.toUpperCase(),
    now,
    ...(status && { status }),
  })

test('a message has its number, its time, who wrote it and what it says', () => {
  expect(line({})).toBe('#12 14:31 ANN: Hello')
  expect(line({ at: new Date(2025, 11, 24, 9, 5).getTime() })).toBe('#12 2025-12-24 09:05 ANN: Hello')
})

test('an own message shows how far it has come', () => {
  expect(line({}, 'sent')).toBe('#12 14:31 ANN: Hello ✓')
  expect(line({}, 'delivered')).toBe('#12 14:31 ANN: Hello ✓✓')
  expect(line({}, 'read')).toBe('#12 14:31 ANN: Hello ✓✓ read')
})

test('what belongs to a message stands on its line', () => {
  const media = { kind: 'document', name: 'plan.txt', bytes: 1_536 } as Media
  expect(line({ reply: 5, edited: true, reactions: { ['bob' as UserId]: '👍' } })).toBe(
    '#12 14:31 ANN: (to #5) Hello (edited) [👍 BOB]',
  )
  expect(line({ media, text: '' })).toBe('#12 14:31 ANN: [document, plan.txt, 1.5 KB]')
})

test('what was deleted or has disappeared is said to be so', () => {
  const { text: _, ...empty } = message
  expect(lineOf({ message: { ...empty, kind: 'deleted' }, name: String, now })).toBe(
    '#12 14:31 ann: (deleted)',
  )
  expect(lineOf({ message: empty, name: String, now })).toBe('#12 14:31 ann: (no longer there)')
})

test('a change of the group is a sentence, and its title cannot break out of it', () => {
  const change = { type: 'created', title: 'Club\u001b[2J', members: [], history: 'all' } as const
  expect(line({ kind: 'change', change })).toBe('#12 14:31 — ANN created the group “Club␛[2J”')
})

test('nothing of a message reaches the terminal as an order', () => {
  const evil = '\u001b]0;x\u0007'
  const media = { kind: 'document', name: evil, bytes: 1 } as Media
  const printed = line({ text: `${evil}\n#13 14:32 BOB: hi`, media, reactions: { ['bob' as UserId]: evil } })
  expect(printed.split('\n')).toHaveLength(2)
  expect(printed.split('\n')[1]).toBe('      │ #13 14:32 BOB: hi [␛]0;x␇ BOB]')
  expect(printed.replace('\n', '')).not.toMatch(/\p{Cc}/u)
})
