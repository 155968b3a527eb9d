import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConversationId, UserId } from './ids.ts'
import { directId } from './ids.ts'
import {
  firstHeardAfter,
  isHiddenBy,
  isOpen,
  isPresent,
  lastHeard,
  type Member,
  mayHear,
  membersOfDirect,
  type Span,
} from './membership.ts'

const ann = 'a'.repeat(25) as UserId
const bob = 'b'.repeat(25) as UserId

function member(...spans: Span[]): Member {
  return { user: ann, role: 'member', since: 1, spans }
}

test('a member hears from the position after its joining to its own removal, both ends exactly', () => {
  const heard = [9, 10, 11, 20, 21].map((seq) => mayHear(member({ after: 10, until: 20 }), seq))
  expect(heard).toEqual([false, false, true, true, false])
})

test('one that came back hears both its spans and nothing between them', () => {
  const back = member({ after: 0, until: 5 }, { after: 8 })
  expect([1, 5, 6, 7, 8, 9].map((seq) => mayHear(back, seq))).toEqual([true, true, false, false, false, true])
})

test('what others wrote is hidden in each stretch of a block, both ends exactly, and what is one’s own nowhere', () => {
  const blocks = [{ after: 2, until: 4 }, { after: 6 }]
  const hiddenOf = (isOwn: boolean) =>
    [1, 2, 3, 4, 5, 6, 7, 99].filter((seq) => isHiddenBy(blocks, { seq, isOwn }))
  expect(hiddenOf(false)).toEqual([3, 4, 7, 99])
  expect(hiddenOf(true)).toEqual([])
  expect(isHiddenBy([], { seq: 3, isOwn: false })).toBe(false)
})

test('stretches are open while the last of them has no end, and none are not', () => {
  expect(isOpen([{ after: 0 }])).toBe(true)
  expect(isOpen([{ after: 0, until: 5 }, { after: 8 }])).toBe(true)
  expect(isOpen([{ after: 0, until: 5 }])).toBe(false)
  expect(
    isOpen([
      { after: 0, until: 5 },
      { after: 8, until: 9 },
    ]),
  ).toBe(false)
  expect(isOpen([])).toBe(false)
})

test('present is whose last span has no end', () => {
  expect(isPresent(member({ after: 3 }))).toBe(true)
  expect(isPresent(member({ after: 0, until: 5 }, { after: 8 }))).toBe(true)
  expect(isPresent(member({ after: 0, until: 5 }))).toBe(false)
  expect(lastHeard(member({ after: 0, until: 5 }))).toBe(5)
  expect(lastHeard(member({ after: 0, until: 5 }, { after: 8 }))).toBeUndefined()
})

/** Spans as removals and joinings make them: in order, none touching the next. */
const spans = fc
  .uniqueArray(fc.nat(60), { minLength: 1, maxLength: 7 })
  .map((ends) => ends.sort((a, b) => a - b))
  .map((ends) =>
    ends.flatMap((after, index) => {
      if (index % 2 === 1) return []
      const until = ends[index + 1]
      return [until === undefined ? { after } : { after, until }]
    }),
  )

test('the first position behind another that may be heard is found without looking at each', () => {
  fc.assert(
    fc.property(spans, fc.nat(70), (all, seq) => {
      const somebody = member(...all)
      const each = Array.from({ length: 80 }, (_, index) => seq + 1 + index)
      expect(firstHeardAfter(somebody, seq)).toBe(each.find((position) => mayHear(somebody, position)))
    }),
  )
})

test('both members of a direct conversation hear all of it', () => {
  expect(membersOfDirect(directId(bob, ann))?.map(({ user, spans }) => ({ user, spans }))).toEqual([
    { user: ann, spans: [{ after: 0 }] },
    { user: bob, spans: [{ after: 0 }] },
  ])
})

test('a conversation with oneself has one member', () => {
  expect(membersOfDirect(directId(ann, ann))).toHaveLength(1)
})

test('an id that is no direct conversation tells no members', () => {
  expect(membersOfDirect('gr_0123' as ConversationId)).toBeUndefined()
})
