import type { Message, Outgoing } from '@parley/client'
import { expect, test } from 'vitest'
import { daysOf, keeping } from './items.ts'

const NOON = new Date(2026, 0, 5, 12).getTime()
const DAY = 86_400_000

function message(seq: number, fields: Partial<Message> = {}): Message {
  const given = { seq, n: seq, at: NOON + seq * 1000, mine: false, kind: 'message', from: 'bob' }
  return { ...given, clientId: `c${seq}`, ...fields } as Message
}

function keys(days: ReturnType<typeof daysOf>): string[][] {
  return days.map(({ items }) => items.map(({ key }) => key))
}

test('days are separated and what one person says at once is grouped', () => {
  const days = daysOf([message(1), message(2), message(3, { at: NOON + DAY })], [], undefined)
  expect(days.map(({ at }) => at)).toEqual([NOON + 1000, NOON + DAY])
  const grouped = days.map(({ items }) =>
    items.map((item) => 'isLast' in item && [item.isFirst, item.isLast]),
  )
  expect(grouped).toEqual([
    [
      [true, false],
      [false, true],
    ],
    [[true, true]],
  ])
})

test('the divider stands before the first unread message of somebody else, once', () => {
  const mine = message(2, { mine: true })
  const days = daysOf([message(1), mine, message(3), message(4)], [], 1)
  expect(keys(days)).toEqual([['message 1', 'c2', 'unread', 'message 3', 'message 4']])
})

test('somebody else’s message never takes the place of one’s own by choosing its id', () => {
  const days = daysOf(
    [message(1, { mine: true, clientId: 'same' as never }), message(2, { clientId: 'same' as never })],
    [],
    undefined,
  )
  expect(new Set(keys(days).flat()).size).toBe(2)
})

test('what is on its way comes last, on the day it was written, under the key that it keeps', () => {
  const sent = { kind: 'message', clientId: 'c9', createdAt: NOON + 2 * DAY } as Outgoing
  const edit = { kind: 'edit', clientId: 'c8', createdAt: NOON } as Outgoing
  expect(keys(daysOf([message(1)], [edit, sent], undefined))).toEqual([['message 1'], ['c9']])
  expect(keys(daysOf([message(1, { mine: true, clientId: sent.clientId })], [], undefined))).toEqual([['c9']])
})

test('a new message leaves all lines as they were but the one it joins', () => {
  const messages = [message(1), message(2), message(3)]
  const before = daysOf(messages, [], undefined)
  const after = keeping(before, daysOf([...messages, message(4)], [], undefined))
  const same = after[0]!.items.map((item) => before[0]!.items.includes(item))
  expect(same).toEqual([true, true, false, false])
})
