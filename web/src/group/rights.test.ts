import type { Role } from '@parley/client'
import { expect, test } from 'vitest'
import { byRank, rightsOver } from './rights.ts'

const given = (mine: Role | undefined, theirs: Role) =>
  Object.entries(rightsOver(mine, theirs)).flatMap(([name, has]) => (has ? [name] : []))

test.each<[Role | undefined, Role, string[]]>([
  ['owner', 'member', ['promote', 'handOver', 'remove']],
  ['owner', 'admin', ['demote', 'handOver', 'remove']],
  ['admin', 'member', ['promote', 'remove']],
  ['admin', 'admin', []],
  ['admin', 'owner', []],
  ['member', 'member', []],
  [undefined, 'member', []],
])('as %s one may do with a group’s %s: %j', (mine, theirs, rights) => {
  expect(given(mine, theirs)).toEqual(rights)
})

test('who leads comes first, then names in order', () => {
  const members = [
    { role: 'member', name: 'Zoe' },
    { role: 'member', name: 'Ann' },
    { role: 'admin', name: 'Max' },
    { role: 'owner', name: 'Yan' },
  ] as const
  expect([...members].sort(byRank).map(({ name }) => name)).toEqual(['Yan', 'Max', 'Ann', 'Zoe'])
})
