import type { Conversation } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { fits, inOrder } from './order.ts'

const chosen = { archived: false, onTop: false, markedUnread: false }
const conversation = (id: string, part: object = {}, choice: object = {}) =>
  ({ id, kind: 'direct', unread: 0, ...part, chosen: { ...chosen, ...choice } }) as unknown as Conversation
const ids = (all: readonly Conversation[]) => all.map(({ id }) => id)

test('what is pinned stands on top, and the rest as the latest comes first; what is archived stands apart', () => {
  const all = [
    conversation('newest'),
    conversation('archived', {}, { archived: true }),
    conversation('newer'),
    conversation('pinned later', {}, { onTop: true }),
    conversation('pinned', {}, { onTop: true }),
  ]
  expect(ids(inOrder(all, false))).toEqual(['pinned later', 'pinned', 'newest', 'newer'])
  expect(ids(inOrder(all, true))).toEqual(['archived'])
})

describe('of many chats one sees', () => {
  test('those with something new, those one has marked, and the one that is open', () => {
    expect(fits(conversation('a', { unread: 2 }), 'unread', false)).toBe(true)
    expect(fits(conversation('a', {}, { markedUnread: true }), 'unread', false)).toBe(true)
    expect(fits(conversation('a'), 'unread', true)).toBe(true)
    expect(fits(conversation('a'), 'unread', false)).toBe(false)
  })

  test('groups alone, or all', () => {
    expect(fits(conversation('a'), 'groups', true)).toBe(false)
    expect(fits(conversation('a', { kind: 'group' }), 'groups', false)).toBe(true)
    expect(fits(conversation('a'), 'all', false)).toBe(true)
  })
})
