import { directId } from '@parley/domain'
import { INVITES_PER_CONVERSATION } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { ask, asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { newSecret } from '../identity.ts'
import type { Speaker } from '../ports.ts'
import { createInvite, getInvite, joinByInvite, listInvites, revokeInvite } from './invites.ts'
import { removeMember } from './members.ts'

const HOUR = 3_600
/** A group that Ada leads and Ben is in; Cat and Dan are not. */
async function scene(rules = {}) {
  const world = newWorld(rules)
  const [ada, ben, cat, dan] = (await newPeople(world, 4)) as [Speaker, Speaker, Speaker, Speaker]
  const group = await newGroup(world, ada, [ben])
  const at = (conversation: string) => ({ conversation })
  const invite = (by = ada, lifetime?: number, conversation: string = group) =>
    createInvite(ask({ lifetime }, at(conversation)), asking(world, by))
  const list = async (by = ada) => (await listInvites(ask({}, at(group)), asking(world, by))).invites
  const revoke = (invite: string, by = ada, conversation: string = group) =>
    revokeInvite(ask({}, { conversation, invite }), asking(world, by))
  const look = (code: string, by = cat) => getInvite(ask({}, { code }), asking(world, by))
  const join = (code: string, by = cat) => joinByInvite(ask({}, { code }), asking(world, by))
  return { world, group, ada, ben, cat, dan, invite, list, revoke, look, join }
}

describe('an invite', () => {
  it('shows what it leads to, and lets whoever has it in, once', async () => {
    const { world, group, cat, invite, look, join } = await scene()
    const { code, expiresAt } = await invite()
    expect(expiresAt).toBe(world.clock.now + 7 * 86_400_000)
    expect(await look(code)).toEqual({
      conversation: group,
      title: 'Choir',
      description: '',
      picture: '',
      members: 2,
    })
    const joined = await join(code)
    expect(joined.members).toContainEqual({ user: cat.user, role: 'member', since: 2 })
    expect(await Promise.all([join(code), join(code)])).toEqual([joined, joined])
    expect(await world.log.head(group)).toMatchObject({ seq: 2 })
  })

  it('is for any number of people, as long as there is room', async () => {
    const { cat, dan, invite, join } = await scene({ groups: { members: 3, small: 3 } })
    const { code } = await invite()
    await join(code, cat)
    await expect(join(code, dan)).rejects.toMatchObject({ code: 'TOO_MANY' })
    await expect(join(code, cat)).resolves.toMatchObject({ members: { length: 3 } })
  })

  it('is worth nothing when it has expired', async () => {
    const { world, invite, look, join } = await scene()
    const { code } = await invite(undefined, HOUR)
    world.clock.now += HOUR * 1000 - 1
    await expect(look(code)).resolves.toBeDefined()
    world.clock.now += 1
    await expect(look(code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(join(code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is worth nothing when it was revoked, by its id or its code, and the others stay', async () => {
    const { invite, list, revoke, look, join } = await scene()
    const [one, two, three] = [await invite(), await invite(), await invite()]
    await revoke(one.code)
    const ids = (await list()).map((listed) => listed.invite)
    expect(ids).toHaveLength(2)
    await revoke(ids[0]!)
    const good = await Promise.allSettled([one, two, three].map(({ code }) => look(code)))
    expect(good.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(join(one.code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(revoke(one.code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('that is wrong in any way leads nowhere, always the same', async () => {
    const { world, group, ada, ben, cat, invite, revoke, look, join } = await scene()
    const expired = await invite(ada, HOUR)
    world.clock.now += HOUR * 1000
    const revoked = await invite()
    await revoke(revoked.code)
    const other = await newGroup(world, ben, [])
    const { code } = await invite()
    const left = await newGroup(world, ada, [])
    const abandoned = await invite(ada, HOUR, left)
    await removeMember(ask({}, { conversation: left, user: ada.user }), asking(world, ada))
    const wrong = [
      ...[expired.code, revoked.code, abandoned.code],
      `${group}.${newSecret()}`,
      `${group}.short`,
      `gr_${newUser()}.${newSecret()}`,
      code.replace(group, other),
      code.replace(group, directId(ada.user, cat.user)),
      `${code}.x`,
      code.slice(0, -1),
    ]
    for (const code of wrong) {
      for (const request of [look(code), join(code)]) {
        await expect(request).rejects.toMatchObject({ code: 'NOT_FOUND', detail: undefined })
      }
    }
    expect(await world.log.head(group)).toMatchObject({ seq: 1 })
    await expect(look(code)).resolves.toBeDefined()
  })

  it('brings back who was removed', async () => {
    const { world, group, ada, ben, invite, join } = await scene()
    await removeMember(ask({}, { conversation: group, user: ben.user }), asking(world, ada))
    const { code } = await invite()
    expect((await join(code, ben)).members).toContainEqual({ user: ben.user, role: 'member', since: 3 })
  })

  it('is for who has a profile', async () => {
    const { world, invite } = await scene()
    const { code } = await invite()
    const joined = joinByInvite(ask({}, { code }), asking(world, { user: newUser() }))
    await expect(joined).rejects.toMatchObject({ code: 'NO_PROFILE' })
  })
})

describe('the invites of a group', () => {
  it('are listed without what would let anybody in', async () => {
    const { ada, invite, list } = await scene()
    const { code, expiresAt } = await invite()
    const listed = await list()
    expect(listed).toEqual([{ invite: expect.stringMatching(/^[\w-]{16}$/), by: ada.user, expiresAt }])
    expect(code).not.toContain(listed[0]!.invite)
  })

  it('are as many at a time as may be', async () => {
    const { world, ada, invite, list, revoke } = await scene()
    for (let count = 0; count < INVITES_PER_CONVERSATION; count++) await invite(ada, HOUR)
    await expect(invite()).rejects.toMatchObject({ code: 'TOO_MANY' })
    await revoke((await list())[0]!.invite)
    await expect(invite(ada, HOUR)).resolves.toBeDefined()
    world.clock.now += HOUR * 1000
    expect(await list()).toEqual([])
    await expect(invite()).resolves.toBeDefined()
  })

  it('are for who leads it', async () => {
    const { world, group, ada, ben, cat, invite, list, revoke } = await scene()
    const { code } = await invite()
    for (const [by, refused] of [
      [ben, 'FORBIDDEN'],
      [cat, 'NOT_FOUND'],
    ] as const) {
      await expect(invite(by)).rejects.toMatchObject({ code: refused })
      await expect(list(by)).rejects.toMatchObject({ code: refused })
      await expect(revoke(code, by)).rejects.toMatchObject({ code: refused })
    }
    await expect(invite(ada, HOUR, directId(ada.user, ben.user))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await removeMember(ask({}, { conversation: group, user: ada.user }), asking(world, ada))
    await expect(list(ada)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await list(ben)).toHaveLength(1)
  })

  it('of another group are not revoked by who leads this one', async () => {
    const { world, ben, cat, invite, revoke, look } = await scene()
    const theirs = await newGroup(world, ben, [])
    const { code } = await invite(ben, HOUR, theirs)
    await expect(revoke(code)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(look(code, cat)).resolves.toBeDefined()
  })
})
