import type { ConversationId } from '@parley/domain'
import { directId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { ask, asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { getConversation } from './conversations.ts'
import { addMembers, putMember, removeMember } from './members.ts'

/** A group that Ada owns and Ben helps to lead; Cat is in it, Dan and Eve are not. */
async function scene(rules = {}) {
  const world = newWorld(rules)
  const [ada, ben, cat, dan, eve] = (await newPeople(world, 5)) as [
    Speaker,
    Speaker,
    Speaker,
    Speaker,
    Speaker,
  ]
  const group = await newGroup(world, ada, [ben, cat])
  const add = (by: Speaker, ...users: { user: string }[]) =>
    addMembers(ask({ users: users.map(({ user }) => user) }, { conversation: group }), asking(world, by))
  const remove = (by: Speaker, { user }: { user: string }, conversation: string = group) =>
    removeMember(ask({}, { conversation, user }), asking(world, by))
  const make = (
    by: Speaker,
    { user }: { user: string },
    role: 'owner' | 'admin' | 'member',
    conversation: string = group,
  ) => putMember(ask({ role }, { conversation, user }), asking(world, by))
  await make(ada, ben, 'admin')
  const rolesOf = async () => {
    const { members } = await getConversation(ask({}, { conversation: group }), asking(world, ada))
    return Object.fromEntries(members.map(({ user, role }) => [user, role]))
  }
  const head = async () => (await world.log.head(group)).seq
  return { world, group, ada, ben, cat, dan, eve, add, remove, make, rolesOf, head }
}

describe('addMembers', () => {
  it('brings people in, by one entry, and says who is in it now', async () => {
    const { ben, dan, eve, add, head } = await scene()
    const before = await head()
    const { members, version } = await add(ben, dan, eve)
    expect(version).toBe(before + 1)
    expect(members.filter(({ since }) => since === version).map(({ user }) => user)).toEqual(
      expect.arrayContaining([dan.user, eve.user]),
    )
    expect(members).toHaveLength(5)
  })

  it('changes nothing for who is in it, does not exist, was deleted, or has blocked the caller', async () => {
    const { world, ada, cat, dan, eve, add, head } = await scene()
    await world.inbox.block(dan, directId(ada.user, dan.user), 1)
    await world.profiles.bury(eve.user)
    const before = await head()
    expect((await add(ada, cat, dan, eve, { user: newUser() })).members).toHaveLength(3)
    expect(await head()).toBe(before)
  })

  it('is once however often it is asked', async () => {
    const { ada, ben, dan, add, head } = await scene()
    const before = await head()
    await Promise.all([add(ada, dan), add(ben, dan), add(ada, dan)])
    await add(ada, dan)
    expect(await head()).toBe(before + 1)
  })

  it('is refused to who does not lead the group, and when it is full', async () => {
    const { cat, ada, dan, eve, add, head } = await scene({ groups: { members: 4, small: 4 } })
    const before = await head()
    await expect(add(cat, dan)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(add(cat, ada)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(add(ada, dan, eve)).rejects.toMatchObject({ code: 'TOO_MANY' })
    await expect(add(dan, dan)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await head()).toBe(before)
    await expect(add(ada, dan)).resolves.toMatchObject({ members: { length: 4 } })
  })

  it('is not for two: nobody joins a direct conversation', async () => {
    const { world, ada, ben, dan } = await scene()
    const conversation = directId(ada.user, ben.user)
    const added = addMembers(ask({ users: [dan.user] }, { conversation }), asking(world, ada))
    await expect(added).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('removeMember', () => {
  it('takes a person out, once, and who is not in it need not be', async () => {
    const { ada, cat, dan, remove, rolesOf, head } = await scene()
    expect(await remove(ada, cat)).toEqual({})
    const after = await head()
    expect(await rolesOf()).not.toHaveProperty(cat.user)
    expect([await remove(ada, cat), await remove(ada, dan), await remove(ada, { user: newUser() })]).toEqual([
      {},
      {},
      {},
    ])
    expect(await head()).toBe(after)
  })

  it('lets anybody leave, once; who owned the group hands it to its oldest admin', async () => {
    const { ada, ben, cat, remove, head, world, group } = await scene()
    expect(await remove(ada, ada)).toEqual({})
    const after = await head()
    expect(await remove(ada, ada)).toEqual({})
    expect(await head()).toBe(after)
    const { members } = await getConversation(ask({}, { conversation: group }), asking(world, ben))
    expect(members.map(({ user, role }) => [user, role]).sort()).toEqual(
      [
        [ben.user, 'owner'],
        [cat.user, 'member'],
      ].sort(),
    )
  })

  it('is refused to who does not outrank the other', async () => {
    const { ada, ben, cat, dan, remove, head, make } = await scene()
    await make(ada, cat, 'admin')
    const before = await head()
    await expect(remove(ben, ada)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(remove(ben, cat)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(remove(dan, cat)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(remove(dan, dan)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await head()).toBe(before)
  })

  it('does not end what is between two', async () => {
    const { ada, ben, remove } = await scene()
    const conversation = directId(ada.user, ben.user)
    await expect(remove(ada, ada, conversation)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(remove(ada, ben, conversation)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('leaves who was removed no say', async () => {
    const { ada, ben, cat, dan, remove, add, make } = await scene()
    await remove(ada, ben)
    await expect(add(ben, dan)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(remove(ben, cat)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(make(ben, cat, 'admin')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('putMember', () => {
  it('makes admins and members, and hands the group over', async () => {
    const { ada, ben, cat, make, rolesOf } = await scene()
    await make(ben, cat, 'admin')
    expect(await rolesOf()).toMatchObject({ [cat.user]: 'admin' })
    await make(ada, cat, 'member')
    await make(ada, ben, 'owner')
    expect(await rolesOf()).toEqual({ [ada.user]: 'admin', [ben.user]: 'owner', [cat.user]: 'member' })
  })

  it('writes nothing for a role that somebody has', async () => {
    const { ada, ben, make, head } = await scene()
    const before = await head()
    await make(ada, ben, 'admin')
    expect(await head()).toBe(before)
  })

  it('is refused beyond one’s rank, for oneself, and for who is not in it', async () => {
    const { ada, ben, cat, dan, make, head } = await scene()
    const before = await head()
    await expect(make(cat, ben, 'member')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(make(ben, cat, 'owner')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(make(ben, ada, 'member')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(make(ada, ada, 'member')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(make(ada, dan, 'admin')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(make(dan, cat, 'admin')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(
      make(ada, ben, 'admin', directId(ada.user, ben.user) as ConversationId),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await head()).toBe(before)
  })
})
