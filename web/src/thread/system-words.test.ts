import type { Change, UserId } from '@parley/client'
import { expect, test } from 'vitest'
import { spanWords, systemWords } from './system-words.ts'

const words = (change: Change, from: string) =>
  systemWords({ change, from: from as UserId }, (user) => user as string)

test('what happened in a group is said by its names, each of which stays in its place', () => {
  const users = ['You', 'Bob', '\u202eevil'] as UserId[]
  expect(words({ type: 'added', users }, 'Ann')).toBe('Ann added you, Bob, \u2068evil\u2069')
  expect(words({ type: 'left' }, '\u202eevil')).toBe('\u2068evil\u2069 left')
})

test('spans are said in the largest unit that they are whole numbers of', () => {
  expect([3_600, 7_200, 86_400 * 7, 90].map(spanWords)).toEqual(['1 hour', '2 hours', '7 days', '90 seconds'])
})
