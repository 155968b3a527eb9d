import type { ConversationId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { News } from '../ports.ts'
import { afterNews, firstOf, MOST_SKIPPED } from './inbox-news.ts'

const NEWS: News = {
  conversation: 'dm' as ConversationId,
  head: { seq: 9, n: 9 },
  corrects: [],
  own: [],
  others: [],
  mentions: [],
}

it('a row that blocks somebody does not grow for ever by what that one writes', () => {
  const noted = (count: number) => new Set(Array.from({ length: count }, (_, index) => index + 1))
  const head = { seq: 9_002, n: 9_002 }
  const skippedOf = (count: number) =>
    afterNews({ blockedAfter: 0, skip: noted(count) }, { ...NEWS, head, others: [9_001, 9_002] }).change?.add
      ?.skip ?? []
  expect(skippedOf(MOST_SKIPPED - 2)).toEqual([9_001, 9_002])
  expect(skippedOf(MOST_SKIPPED - 1)).toEqual([9_001])
  expect(skippedOf(MOST_SKIPPED)).toEqual([])
  expect(skippedOf(MOST_SKIPPED + 5)).toEqual([])
})

it('news begin with the first position that they tell of', () => {
  expect(firstOf(NEWS)).toBe(9)
  expect(firstOf({ ...NEWS, ownFrom: 8 })).toBe(8)
  expect(firstOf({ ...NEWS, own: [7, 8], others: [6, 9] })).toBe(6)
})
