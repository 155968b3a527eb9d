import type { Message } from '@parley/client'
import { expect, test } from 'vitest'
import { itemsOf } from './items.ts'

const NOON = new Date(2026, 0, 5, 12).getTime()

function message(seq: number, fields: Partial<Message> = {}): Message {
  const given = {
    seq,
    n: seq,
    at: NOON + seq * 1000,
    mine: false,
    kind: 'message',
    clientId: `c${seq}`,
    from: 'bob',
  }
  return { ...given, ...fields } as Message
}

test('days are separated and what one person says at once is grouped', () => {
  const items = itemsOf([message(1), message(2), message(3, { at: NOON + 86_400_000 })], [], undefined)
  expect(items.map(({ type }) => type)).toEqual(['day', 'message', 'message', 'day', 'message'])
  expect(items.map((item) => 'isLast' in item && [item.isFirst, item.isLast])).toEqual([
    false,
    [true, false],
    [false, true],
    false,
    [true, true],
  ])
})

test('the divider stands before the first unread message of somebody else, once', () => {
  const mine = message(2, { mine: true })
  const items = itemsOf([message(1), mine, message(3), message(4)], [], 1)
  expect(items.map(({ key }) => key).slice(1)).toEqual(['c1', 'c2', 'unread', 'c3', 'c4'])
})
