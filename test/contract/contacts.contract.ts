import type { UserId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { Contacts } from '../../lambdas/ports.ts'
import { newUser } from '../fixtures/people.ts'

/** What every Contacts guarantees; `open` is told how many of one person there may be, if not as many as always. */
export function contactsContract(open: (most?: number) => Contacts): void {
  const contacts = open()
  const sorted = (users: UserId[]) => users.toSorted((a, b) => (a < b ? -1 : 1))

  it('keeps whom one knows, under a name of one’s own or none', async () => {
    const [ada, ben, cat] = [newUser(), newUser(), newUser()]
    expect(await contacts.list(ada, undefined, 10)).toEqual([])
    expect(await contacts.put(ada, { user: ben, name: 'Benny \u{1f600}' })).toBe(true)
    expect(await contacts.put(ada, { user: cat })).toBe(true)
    const expected = new Map([
      [ben, { user: ben, name: 'Benny \u{1f600}' }],
      [cat, { user: cat }],
    ])
    expect(await contacts.list(ada, undefined, 10)).toEqual(
      sorted([ben, cat]).map((user) => expected.get(user)),
    )
    expect(await contacts.list(ben, undefined, 10)).toEqual([])
  })

  it('keeps one once, under the last name it was given', async () => {
    const [ada, ben] = [newUser(), newUser()]
    await Promise.all(Array.from({ length: 5 }, () => contacts.put(ada, { user: ben, name: 'Ben' })))
    expect(await contacts.list(ada, undefined, 10)).toEqual([{ user: ben, name: 'Ben' }])
    await contacts.put(ada, { user: ben })
    expect(await contacts.list(ada, undefined, 10)).toEqual([{ user: ben }])
  })

  it('removes one, also if there is none', async () => {
    const [ada, ben] = [newUser(), newUser()]
    await contacts.put(ada, { user: ben })
    await contacts.remove(ada, newUser())
    expect(await contacts.list(ada, undefined, 10)).toHaveLength(1)
    await contacts.remove(ada, ben)
    await contacts.remove(ada, ben)
    expect(await contacts.list(ada, undefined, 10)).toEqual([])
  })

  it('lists them in pages, each once', async () => {
    const ada = newUser()
    const others = sorted(Array.from({ length: 7 }, newUser))
    for (const user of others) await contacts.put(ada, { user })
    const found: string[] = []
    for (let after: UserId | undefined; ; after = found.at(-1) as UserId) {
      const page = await contacts.list(ada, after, 3)
      if (page.length === 0) break
      expect(page.length).toBeLessThanOrEqual(3)
      found.push(...page.map(({ user }) => user))
    }
    expect(found).toEqual(others)
  })

  it('tells which of many people one knows, and which of them know one', async () => {
    const [ada, ben, cat] = [newUser(), newUser(), newUser()]
    await contacts.put(ada, { user: ben })
    await contacts.put(cat, { user: ada })
    const asked = [ben, cat, ben, ...Array.from({ length: 120 }, newUser)]
    expect(await contacts.among(ada, asked)).toEqual(new Set([ben]))
    expect(await contacts.having(asked, ada)).toEqual(new Set([cat]))
    expect(await contacts.among(ada, [])).toEqual(new Set())
    expect(await contacts.having([], ada)).toEqual(new Set())
  })

  it('are as many as there may be, also when they are added at once', async () => {
    const few = open(4)
    const [ada, ben] = [newUser(), newUser()]
    expect(await few.put(ada, { user: ben })).toBe(true)
    const put = await Promise.all(Array.from({ length: 5 }, () => few.put(ada, { user: newUser() })))
    expect(put.filter((isPut) => isPut)).toHaveLength(3)
    expect(await few.list(ada, undefined, 10)).toHaveLength(4)
    expect(await few.put(ada, { user: ben, name: 'Again' })).toBe(true)
    await few.remove(ada, ben)
    await few.remove(ada, ben)
    expect(await few.put(ada, { user: newUser() })).toBe(true)
    expect(await few.put(ada, { user: newUser() })).toBe(false)
  })
}
