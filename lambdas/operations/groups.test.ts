import { directId, GROUP_ID } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { ask, asking, newPeople } from '../../test/fixtures/asking.ts'
import { newClientId, newDevice, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { createGroup } from './groups.ts'
import { removeMember } from './members.ts'
import type { OperationInput } from './operation.ts'

type Wanted = OperationInput<'createGroup'>['body']

async function scene(rules = {}) {
  const world = newWorld(rules)
  const people = await newPeople(world, 4)
  const [ada, ben, cat, dan] = people as [
    (typeof people)[0],
    (typeof people)[0],
    (typeof people)[0],
    (typeof people)[0],
  ]
  const wanted: Wanted = {
    device: ada.device,
    clientId: newClientId(),
    title: 'Choir',
    members: [ben.user, cat.user],
  }
  const create = (changed: Partial<Wanted> = {}, by = ada) =>
    createGroup(ask({ ...wanted, ...changed }), asking(world, by))
  return { world, ada, ben, cat, dan, wanted, create }
}

const usersOf = ({ members }: Awaited<ReturnType<typeof createGroup>>) =>
  members.map(({ user }) => user).sort()

describe('createGroup', () => {
  it('makes a group that the caller owns, by the first entry of its log', async () => {
    const { world, ada, ben, cat, create } = await scene()
    const group = await create({ description: 'Tuesdays', picture: 'p/1', history: 'all' })
    expect(group).toMatchObject({
      conversation: expect.stringMatching(GROUP_ID),
      version: 1,
      title: 'Choir',
      description: 'Tuesdays',
      picture: 'p/1',
      history: 'all',
      disappearAfter: 0,
      pins: [],
      large: false,
    })
    expect(group.members).toEqual(
      expect.arrayContaining([
        { user: ada.user, role: 'owner', since: 1 },
        { user: ben.user, role: 'member', since: 1 },
        { user: cat.user, role: 'member', since: 1 },
      ]),
    )
    expect(group.members).toHaveLength(3)
    const { entries } = await world.log.from(group.conversation as never, 1, 10, true)
    expect(entries).toMatchObject([{ seq: 1, n: 0, epoch: 1, from: ada.user, body: { kind: 'change' } }])
  })

  it('says nothing of a description or picture that is not given', async () => {
    const { world, create } = await scene()
    const { conversation } = await create({ description: '', picture: '' })
    const [entry] = (await world.log.from(conversation as never, 1, 1, true)).entries
    expect(entry?.body).toEqual({
      kind: 'change',
      change: { type: 'created', title: 'Choir', members: expect.any(Array), history: 'joined' },
    })
  })

  it('is the same group each time the same device asks under the same client id', async () => {
    const { world, create } = await scene()
    const groups = await Promise.all([create(), create(), create({ title: 'Other' }), create()])
    groups.push(await create({ members: [] }))
    expect(new Set(groups.map((group) => JSON.stringify(group))).size).toBe(1)
    expect(await world.log.head(groups[0]!.conversation as never)).toMatchObject({ seq: 1 })
  })

  it('is another one under another client id, from another device, and for another person', async () => {
    const { create, ben } = await scene()
    const groups = [
      await create(),
      await create({ clientId: newClientId() }),
      await create({ device: newDevice() }),
      await create({}, ben),
    ]
    expect(new Set(groups.map(({ conversation }) => conversation)).size).toBe(4)
  })

  it('leaves out who does not exist, who is named twice, and the caller', async () => {
    const { ada, ben, create } = await scene()
    const group = await create({ members: [ben.user, ada.user, newUser(), ben.user] })
    expect(usersOf(group)).toEqual([ada.user, ben.user].sort())
    expect(group.members.find(({ user }) => user === ada.user)?.role).toBe('owner')
  })

  it('leaves out who has blocked the caller, who cannot tell why, and no one else', async () => {
    const { world, ada, ben, cat, dan, create } = await scene()
    await world.inbox.block(ben, directId(ada.user, ben.user), 1)
    await world.inbox.block(cat, directId(cat.user, dan.user), 1)
    await world.inbox.block(dan, directId(ada.user, dan.user), 1)
    await world.inbox.unblock(dan, directId(ada.user, dan.user), 5, 1)
    await world.inbox.block(ada, directId(ada.user, cat.user), 1)
    const group = await create({ members: [ben.user, cat.user, dan.user] })
    expect(usersOf(group)).toEqual([ada.user, cat.user, dan.user].sort())
  })

  it('may be of its owner alone', async () => {
    const { ada, create } = await scene()
    expect(usersOf(await create({ members: [] }))).toEqual([ada.user])
  })

  it('takes as many people as there may be and not one more, the owner counted', async () => {
    const rules = { groups: { members: 3, small: 3 } }
    const { dan, create, wanted } = await scene(rules)
    const refused = create({ members: [...wanted.members, dan.user] })
    await expect(refused).rejects.toMatchObject({ code: 'TOO_MANY' })
    expect((await create()).members).toHaveLength(3)
  })

  it('is for who has a profile', async () => {
    const { create } = await scene()
    await expect(create({}, { user: newUser(), device: newDevice() })).rejects.toMatchObject({
      code: 'NO_PROFILE',
    })
  })

  it('tells who has left it since nothing when it is repeated', async () => {
    const { world, ada, create } = await scene()
    const { conversation } = await create()
    await removeMember(ask({}, { conversation, user: ada.user }), asking(world, ada))
    await expect(create()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
