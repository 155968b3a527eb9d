import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConversationId, UserId } from './ids.ts'
import { directId } from './ids.ts'
import { mayHear, membersOfDirect } from './membership.ts'

const ann = 'a'.repeat(25) as UserId
const bob = 'b'.repeat(25) as UserId

test('a member hears from the position after its joining to its own removal, both ends exactly', () => {
  const member = { user: ann, after: 10, until: 20 }
  expect([9, 10, 11, 20, 21].map((seq) => mayHear(member, seq))).toEqual([false, false, true, true, false])
})

test('a member that was not removed hears every later position', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (after, seq) => {
      expect(mayHear({ user: ann, after }, seq)).toBe(seq > after)
    }),
  )
})

test('two spans of one person that follow each other give no position twice', () => {
  const first = { user: ann, after: 0, until: 5 }
  const second = { user: ann, after: 8 }
  const heard = [1, 5, 6, 7, 8, 9].map((seq) => [first, second].filter((span) => mayHear(span, seq)).length)
  expect(heard).toEqual([1, 1, 0, 0, 0, 1])
})

test('both members of a direct conversation hear all of it', () => {
  expect(membersOfDirect(directId(bob, ann))).toEqual([
    { user: ann, after: 0 },
    { user: bob, after: 0 },
  ])
})

test('a conversation with oneself has one member', () => {
  expect(membersOfDirect(directId(ann, ann))).toEqual([{ user: ann, after: 0 }])
})

test('an id that is no direct conversation tells no members', () => {
  expect(membersOfDirect('gr_0123' as ConversationId)).toBeUndefined()
})
