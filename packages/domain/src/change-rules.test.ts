import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change, Role } from './change.ts'
import { changeFault, neededChange, withChange } from './change-rules.ts'
import { type Conversation, directConversation, present, roleOf } from './conversation.ts'
import { type ConversationId, directId, type UserId } from './ids.ts'
import { isPresent, mayHear } from './membership.ts'

const id = 'gr_0' as ConversationId
const [ann, bob, cat, dan, eve] = ['ann', 'bob', 'cat', 'dan', 'eve'] as UserId[] as [
  UserId,
  UserId,
  UserId,
  UserId,
  UserId,
]
const limits = { members: 4, small: 3 }

/** A group as these changes leave it, each written by its author at the next position. */
function group(...changes: [UserId, Change][]): Conversation {
  const created: [UserId, Change] = [
    ann,
    { type: 'created', title: 'Choir', members: [bob, cat], history: 'joined' },
  ]
  return [created, ...changes].reduce<Conversation | undefined>(
    (now, [by, change], index) => withChange(now, { id, seq: index + 1, by, change }, limits),
    undefined,
  )!
}
const promoted: [UserId, Change] = [ann, { type: 'role', user: bob, role: 'admin' }]
const fault = (now: Conversation, by: UserId, change: Change) => changeFault(now, by, change, limits)

describe('a new group', () => {
  test('belongs to who made it, and all hear its first entry', () => {
    const now = group()
    expect([ann, bob, cat].map((user) => roleOf(now, user))).toEqual(['owner', 'member', 'member'])
    expect([...now.members.values()].every((member) => mayHear(member, 1))).toBe(true)
    expect(now).toMatchObject({ title: 'Choir', version: 1, large: false })
  })

  test('has its members once, and not more than there may be', () => {
    const change: Change = { type: 'created', title: 'T', members: [bob, bob, ann], history: 'all' }
    expect(neededChange(directConversation(id) ?? { ...group(), version: 0 }, ann, change)).toMatchObject({
      members: [bob],
    })
    const many: Change = { ...change, members: [bob, cat, dan, eve] }
    expect(fault({ ...group(), version: 0 }, ann, many)).toBe('too-many')
  })
})

describe('who may change a group', () => {
  const now = group(promoted)

  test.each<[string, UserId, Change, string | undefined]>([
    ['the owner adds', ann, { type: 'added', users: [dan] }, undefined],
    ['an admin adds', bob, { type: 'added', users: [dan] }, undefined],
    ['a member does not add', cat, { type: 'added', users: [dan] }, 'forbidden'],
    ['a stranger does not add', dan, { type: 'added', users: [eve] }, 'forbidden'],
    ['nobody adds more than there may be', ann, { type: 'added', users: [dan, eve] }, 'too-many'],
    ['an admin removes a member', bob, { type: 'removed', user: cat }, undefined],
    ['an admin does not remove the owner', bob, { type: 'removed', user: ann }, 'forbidden'],
    ['an admin does not remove an admin', bob, { type: 'removed', user: bob }, 'forbidden'],
    ['the owner removes an admin', ann, { type: 'removed', user: bob }, undefined],
    ['the owner leaves rather than remove itself', ann, { type: 'removed', user: ann }, 'forbidden'],
    ['nobody removes who is not there', ann, { type: 'removed', user: eve }, 'not-found'],
    ['a member does not promote', cat, { type: 'role', user: cat, role: 'admin' }, 'forbidden'],
    ['an admin promotes a member', bob, { type: 'role', user: cat, role: 'admin' }, undefined],
    ['an admin does not hand the group over', bob, { type: 'role', user: cat, role: 'owner' }, 'forbidden'],
    ['the owner demotes an admin', ann, { type: 'role', user: bob, role: 'member' }, undefined],
    [
      'the owner keeps its role until it gives it away',
      ann,
      { type: 'role', user: ann, role: 'member' },
      'forbidden',
    ],
    ['a member does not rename', cat, { type: 'settings', settings: { title: 'x' } }, 'forbidden'],
    ['an admin renames', bob, { type: 'settings', settings: { title: 'x' } }, undefined],
    ['a member does not pin', cat, { type: 'pinned', target: 1 }, 'forbidden'],
    ['a stranger does not leave', dan, { type: 'left' }, 'forbidden'],
    ['whoever holds an invite joins', dan, { type: 'joined' }, undefined],
  ])('%s', (_, by, change, expected) => {
    expect(fault(now, by, change)).toBe(expected)
  })

  test('a direct conversation has no members to change, but both set how long messages stay, and pin', () => {
    const [a, b] = ['a'.repeat(25), 'b'.repeat(25)] as UserId[] as [UserId, UserId]
    const direct = directConversation(directId(a, b))!
    expect(fault(direct, a, { type: 'added', users: [cat] })).toBe('forbidden')
    expect(fault(direct, cat, { type: 'joined' })).toBe('forbidden')
    expect(fault(direct, a, { type: 'left' })).toBe('forbidden')
    expect(fault(direct, a, { type: 'settings', settings: { title: 'x' } })).toBe('forbidden')
    expect(fault(direct, b, { type: 'settings', settings: { disappearAfter: 60 } })).toBeUndefined()
    expect(fault(direct, b, { type: 'pinned', target: 1 })).toBeUndefined()
    expect(fault(direct, cat, { type: 'pinned', target: 1 })).toBe('forbidden')
  })
})

describe('what is so already', () => {
  test.each<[string, UserId, Change]>([
    ['members that are there', ann, { type: 'added', users: [bob, cat] }],
    ['one that is gone', ann, { type: 'removed', user: dan }],
    ['the same role', ann, { type: 'role', user: bob, role: 'member' }],
    ['the same title', ann, { type: 'settings', settings: { title: 'Choir' } }],
    ['joining as a member', bob, { type: 'joined' }],
    ['unpinning what is not pinned', ann, { type: 'unpinned', target: 3 }],
  ])('%s needs no change', (_, by, change) => {
    expect(neededChange(group(), by, change)).toBeUndefined()
  })

  test('is left out of what is needed', () => {
    expect(neededChange(group(), ann, { type: 'added', users: [bob, dan, dan] })).toEqual({
      type: 'added',
      users: [dan],
    })
  })
})

describe('succession', () => {
  test('the admin who has been there longest inherits, else the member who has', () => {
    expect(neededChange(group(promoted), ann, { type: 'left' })).toEqual({ type: 'left', owner: bob })
    const both = group([ann, { type: 'role', user: cat, role: 'admin' }])
    expect(neededChange(both, ann, { type: 'left' })).toEqual({ type: 'left', owner: cat })
    expect(neededChange(group(), ann, { type: 'left' })).toEqual({ type: 'left', owner: bob })
  })

  test('who hands a group over stays as admin', () => {
    const now = group([ann, { type: 'role', user: cat, role: 'owner' }])
    expect([roleOf(now, ann), roleOf(now, cat)]).toEqual(['admin', 'owner'])
  })

  test('the last one to leave leaves nobody', () => {
    const now = group([bob, { type: 'left' }], [cat, { type: 'left' }])
    expect(neededChange(now, ann, { type: 'left' })).toEqual({ type: 'left' })
    const empty = group([bob, { type: 'left' }], [cat, { type: 'left' }], [ann, { type: 'left' }])
    expect(fault(empty, dan, { type: 'joined' })).toBe('not-found')
  })
})

describe('what who comes later hears', () => {
  test('its joining and what follows; or everything, if the group says so', () => {
    const joined = group([ann, { type: 'added', users: [dan] }]).members.get(dan)!
    expect([1, 2, 3].map((seq) => mayHear(joined, seq))).toEqual([false, true, true])
    const open = group(
      [ann, { type: 'settings', settings: { history: 'all' } }],
      [ann, { type: 'added', users: [dan] }],
    )
    expect(mayHear(open.members.get(dan)!, 1)).toBe(true)
  })

  test('one that comes back keeps what it heard, even if the group has forgotten that it was there', () => {
    const gone = group([ann, { type: 'removed', user: bob }])
    const spans = gone.members.get(bob)!.spans
    const forgotten = { ...gone, members: new Map([...gone.members].filter(([user]) => user !== bob)) }
    for (const before of [gone, forgotten]) {
      const change: Change = { type: 'added', users: [bob] }
      const former = before === gone ? new Map() : new Map([[bob, spans]])
      const back = withChange(before, { id, seq: 9, by: ann, change }, limits, former).members.get(bob)!
      expect([1, 2, 3, 8, 9].map((seq) => mayHear(back, seq))).toEqual([true, true, false, false, true])
    }
  })
})

test('a group is large from the moment it has more than a few members, for ever', () => {
  const large = group([ann, { type: 'added', users: [dan] }])
  expect(large.large).toBe(true)
  const small = withChange(large, { id, seq: 3, by: ann, change: { type: 'removed', user: dan } }, limits)
  expect(small.large).toBe(true)
})

const anybody = fc.constantFrom(ann, bob, cat, dan, eve)
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('added' as const), users: fc.array(anybody, { maxLength: 3 }) }),
  fc.record({ type: fc.constant('removed' as const), user: anybody }),
  fc.record({ type: fc.constant('joined' as const) }),
  fc.record({ type: fc.constant('left' as const) }),
  fc.record({
    type: fc.constant('role' as const),
    user: anybody,
    role: fc.constantFrom<Role>('owner', 'admin', 'member'),
  }),
)

test('whatever people try, a group with members has one owner, and nobody hears what was before or after it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anybody, anyChange), { maxLength: 40 }), (tries) => {
      let now = group()
      const membersAt: Set<UserId>[] = [new Set(), new Set(present(now).map(({ user }) => user))]
      for (const [by, change] of tries) {
        const needed = neededChange(now, by, change)
        if (!needed || changeFault(now, by, needed, limits)) continue
        const before = new Set(present(now).map(({ user }) => user))
        now = withChange(now, { id, seq: now.version + 1, by, change: needed }, limits)
        const after = present(now)
        if (after.length > 0) expect(after.filter(({ role }) => role === 'owner')).toHaveLength(1)
        expect(after.length).toBeLessThanOrEqual(limits.members)
        membersAt.push(new Set([...before, ...after.map(({ user }) => user)]))
      }
      for (const member of now.members.values()) {
        const heard = membersAt.map((_, seq) => seq > 0 && mayHear(member, seq))
        expect(heard).toEqual(membersAt.map((users) => users.has(member.user)))
        expect(isPresent(member)).toBe(present(now).includes(member))
      }
    }),
    { numRuns: 500 },
  )
})
