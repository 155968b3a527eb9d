import { CONTACTS_PAGE_MAX } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { ask, asking, newPeople } from '../../test/fixtures/asking.ts'
import { newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { memoryContacts } from '../adapters/memory/contacts.ts'
import type { Speaker } from '../ports.ts'
import { listContacts, putContact, removeContact } from './contacts.ts'

async function scene() {
  const world = newWorld()
  const [ada, ben] = (await newPeople(world, 2)) as [Speaker, Speaker]
  const put = (user: string, name?: string, by = ada, at = world) =>
    putContact(ask({ name }, { user }), asking(at, by))
  const list = (after?: string, by = ada) =>
    listContacts({ path: {}, query: { after }, body: {} }, asking(world, by))
  const remove = (user: string) => removeContact(ask({}, { user }), asking(world, ada))
  return { world, ada, ben, put, list, remove }
}

describe('contacts', () => {
  it('are one’s own, under a name of one’s own or theirs', async () => {
    const { ben, put, list, remove } = await scene()
    expect(await put(ben.user, 'Benny')).toEqual({ user: ben.user, name: 'Benny' })
    expect(await list()).toEqual({ contacts: [{ user: ben.user, name: 'Benny' }], more: false })
    expect(await list(undefined, ben)).toEqual({ contacts: [], more: false })
    expect(await put(ben.user)).toEqual({ user: ben.user })
    expect(await list()).toEqual({ contacts: [{ user: ben.user }], more: false })
    for (let times = 0; times < 2; times++) expect(await remove(ben.user)).toEqual({})
    expect(await list()).toEqual({ contacts: [], more: false })
  })

  it('exist, and are not oneself nor anybody whose account was deleted', async () => {
    const { world, ada, ben, put, list } = await scene()
    await world.profiles.bury(ben.user)
    for (const user of [newUser(), ada.user, ben.user]) {
      await expect(put(user)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(await list()).toEqual({ contacts: [], more: false })
  })

  it('are no more than there may be', async () => {
    const { world, ada, ben, put } = await scene()
    const [cat] = (await newPeople(world, 1)) as [Speaker]
    const full = { ...world, contacts: memoryContacts(1) }
    await put(ben.user, undefined, ada, full)
    await expect(put(cat.user, undefined, ada, full)).rejects.toMatchObject({
      code: 'TOO_MANY',
      detail: 'contacts',
    })
  })

  it('come in pages, and say whether there are more', async () => {
    const { world, ada, list } = await scene()
    const users = Array.from({ length: CONTACTS_PAGE_MAX + 1 }, newUser).sort()
    for (const user of users) await world.contacts.put(ada.user, { user })
    const first = await list()
    expect(first.more).toBe(true)
    expect(first.contacts.map(({ user }) => user)).toEqual(users.slice(0, CONTACTS_PAGE_MAX))
    const second = await list(first.contacts.at(-1)!.user)
    expect(second).toEqual({ contacts: [{ user: users.at(-1) }], more: false })
  })
})
