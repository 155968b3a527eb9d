import { INVITES_PER_CONVERSATION } from '@parley/protocol'
import { expect, it } from 'vitest'
import type { Invite, Invites } from '../../lambdas/ports.ts'
import { newPair, newUser } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000

/** What every Invites guarantees. */
export function invitesContract(open: () => Invites): void {
  const invites = open()
  const newGroup = () => newPair().conversation
  const newInvite = (expiresAt = NOW + 60): Invite => ({ hash: newUser(), by: newUser(), expiresAt })
  const listed = async (...args: Parameters<Invites['list']>) =>
    (await invites.list(...args)).sort((a, b) => (a.hash < b.hash ? -1 : 1))
  const sorted = (list: Invite[]) => list.sort((a, b) => (a.hash < b.hash ? -1 : 1))

  it('lists those of a conversation that have not expired', async () => {
    const [group, other] = [newGroup(), newGroup()]
    const [soon, late] = [newInvite(NOW + 1), newInvite(NOW + 9)]
    expect(await invites.list(group, NOW)).toEqual([])
    expect(await invites.add(group, soon, NOW)).toBe(true)
    expect(await invites.add(group, late, NOW)).toBe(true)
    expect(await listed(group, NOW)).toEqual(sorted([soon, late]))
    expect(await invites.list(group, NOW + 1)).toEqual([late])
    expect(await invites.list(other, NOW)).toEqual([])
  })

  it('keeps as many as there may be, not counting the expired', async () => {
    const group = newGroup()
    const first = newInvite(NOW + 1)
    await invites.add(group, first, NOW)
    for (let count = 1; count < INVITES_PER_CONVERSATION; count++) {
      expect(await invites.add(group, newInvite(), NOW)).toBe(true)
    }
    expect(await invites.add(group, newInvite(), NOW)).toBe(false)
    expect(await invites.add(group, first, NOW)).toBe(true)
    expect(await invites.add(group, newInvite(), NOW + 1)).toBe(true)
    expect(await invites.add(group, newInvite(), NOW + 1)).toBe(false)
  })

  it('removes one, once', async () => {
    const group = newGroup()
    const [one, two] = [newInvite(), newInvite()]
    for (const each of [one, two]) await invites.add(group, each, NOW)
    expect(await invites.remove(newGroup(), one.hash)).toBe(false)
    expect(await invites.remove(group, one.hash)).toBe(true)
    expect(await invites.remove(group, one.hash)).toBe(false)
    expect(await invites.list(group, NOW)).toEqual([two])
  })

  it('loses none of those that are added and removed at once, and exceeds no limit', async () => {
    const group = newGroup()
    const gone = newInvite()
    await invites.add(group, gone, NOW)
    const some = Array.from({ length: 6 }, () => newInvite())
    await Promise.all([
      invites.remove(group, gone.hash),
      ...some.map((each) => invites.add(group, each, NOW)),
    ])
    expect(await listed(group, NOW)).toEqual(sorted(some))

    const more = Array.from({ length: INVITES_PER_CONVERSATION }, () => newInvite())
    const added = await Promise.all(more.map((each) => invites.add(group, each, NOW)))
    expect(added.filter((isAdded) => isAdded)).toHaveLength(INVITES_PER_CONVERSATION - some.length)
    expect(await invites.list(group, NOW)).toHaveLength(INVITES_PER_CONVERSATION)
  })
}
