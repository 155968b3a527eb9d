import type { ConversationId, UserId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { Belongings } from '../../lambdas/ports.ts'
import { newUser } from '../fixtures/people.ts'

/** `keep` puts an item of a person, by its sort key; `of` are those there are, in order. */
export type OpenBelongings = () => {
  readonly belongings: Belongings
  keep(user: UserId, sk: string): Promise<void>
  of(user: UserId): Promise<string[]>
}

/** What every Belongings guarantees. */
export function belongingsContract(open: OpenBelongings): void {
  const { belongings, keep, of } = open()
  const newGroups = (count: number) =>
    Array.from({ length: count }, () => `gr_${newUser()}` as ConversationId).sort()
  const keepAll = async (user: UserId, ...keys: string[]) => {
    for (const sk of keys) await keep(user, sk)
  }

  it('lists the conversations of which there is a row, by pages, and nobody else’s', async () => {
    const [ada, ben] = [newUser(), newUser()]
    const groups = newGroups(5)
    await keepAll(ada, ...groups.map((id) => `I#${id}`), 'D#phone-of-ada', `K#${ben}`, `S#${groups[0]}`)
    await keepAll(ben, `I#${newGroups(1)[0]}`)
    expect(await belongings.conversations(ada, undefined, 2)).toEqual(groups.slice(0, 2))
    expect(await belongings.conversations(ada, groups[1], 2)).toEqual(groups.slice(2, 4))
    expect(await belongings.conversations(ada, groups[3], 2)).toEqual(groups.slice(4))
    expect(await belongings.conversations(ada, groups[4], 2)).toEqual([])
    expect(await belongings.conversations(newUser(), undefined, 2)).toEqual([])
  })

  it('removes all of a person, a few at a time, but its profile and what voids its sign-ins', async () => {
    const [ada, ben] = [newUser(), newUser()]
    const kept = ['PROFILE', 'SOCKETS']
    const [group] = newGroups(1)
    const gone = ['CONTACTS', 'D#phone', 'E#phone', `I#${group}`, `K#${ben}`, `M#${group}#1`, `S#${group}`]
    await keepAll(ada, ...kept, ...gone, 'SETTINGS', 'PRESENCE')
    await keepAll(ben, 'PROFILE', 'SETTINGS')
    let calls = 1
    while (await belongings.remove(ada, 3)) calls++
    expect(calls).toBeGreaterThan(2)
    expect(await of(ada)).toEqual(kept)
    expect(await of(ben)).toEqual(['PROFILE', 'SETTINGS'])
    expect(await belongings.remove(ada, 3)).toBe(false)
    expect(await belongings.remove(newUser(), 3)).toBe(false)
  })
}
