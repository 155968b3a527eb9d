import { present, roleOf, SERVER_DEVICE } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { acting, anotherFunction, newGroupOf } from '../../test/fixtures/acting.ts'
import { newClientId, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import type { Rules } from '../rules.ts'

async function scene(others = 3, rules: Partial<Rules> = {}) {
  const world = newWorld(rules)
  const group = await newGroupOf(world, others)
  const [ben, cat, dan] = group.members as [Speaker, Speaker, Speaker]
  const state = async () => (await world.conversations.read(group.conversation))!
  return { world, ben, cat, dan, state, ...group }
}

const usersIn = async (state: () => Promise<Parameters<typeof present>[0]>) =>
  present(await state()).map(({ user }) => user)

describe('a change of a conversation', () => {
  it('is an entry of its log, with the conversation as it leaves it', async () => {
    const { change, owner, cat, entries, state } = await scene()
    const next = await change(owner, { type: 'settings', settings: { title: 'Band' } })
    expect(next).toMatchObject({ version: 2, title: 'Band' })
    expect(await state()).toEqual(next)
    await change(owner, { type: 'role', user: cat.user, role: 'admin' })
    const log = await entries()
    expect(log.map(({ seq, n, epoch }) => [seq, n, epoch])).toEqual([
      [1, 0, 1],
      [2, 0, 2],
      [3, 0, 3],
    ])
    expect(log.every(({ device }) => device === SERVER_DEVICE)).toBe(true)
  })

  it('writes nothing when it is so already', async () => {
    const { change, owner, ben, entries, state } = await scene()
    const before = await state()
    expect(await change(owner, { type: 'added', users: [ben.user] })).toEqual(before)
    expect(await change(owner, { type: 'settings', settings: { title: 'Choir' } })).toEqual(before)
    expect(await change(ben, { type: 'joined' })).toEqual(before)
    expect(await change(owner, { type: 'removed', user: newSpeaker().user })).toEqual(before)
    const again = { type: 'created', title: 'Other', members: [], history: 'all' } as const
    expect(await change(owner, again)).toEqual(before)
    expect(await entries()).toHaveLength(1)
  })

  it('is refused for who may not make it, without a trace', async () => {
    const { change, owner, ben, cat, entries, state, remove } = await scene(3, {
      groups: { members: 4, small: 4 },
    })
    const stranger = newSpeaker()
    await remove(cat)
    const before = [await entries(), await state()]
    const title = { type: 'settings', settings: { title: 'Mine' } } as const
    await expect(change(ben, title)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(change(cat, title)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(change(stranger, title)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(change(stranger, { type: 'left' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const role = { type: 'role', user: stranger.user, role: 'admin' } as const
    await expect(change(owner, role)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const added = { type: 'added', users: [newSpeaker().user, newSpeaker().user] } as const
    await expect(change(owner, added)).rejects.toMatchObject({ code: 'TOO_MANY' })
    expect([await entries(), await state()]).toEqual(before)
  })

  it('says of a group that does not exist that it does not', async () => {
    const { change, world } = await scene()
    const other = await newGroupOf(world, 0)
    const nowhere = { ...world, conversations: newWorld().conversations, log: newWorld().log }
    for (const type of ['joined', 'left'] as const) {
      const attempt = change(other.owner, { type }, anotherFunction(nowhere))
      await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })
})

describe('changes at the same time', () => {
  /** Each by a function of its own, as they come from different people. */
  const elsewhere = (world: World) => anotherFunction(world)

  it('that add people add them all, each once', async () => {
    const { world, change, owner, members, state, entries } = await scene()
    const news = Array.from({ length: 8 }, () => newSpeaker().user)
    const pairs = news.map((user, index) => [user, news[(index + 1) % news.length]!])
    await Promise.all(pairs.map((users) => change(owner, { type: 'added', users }, elsewhere(world))))
    const all = [owner, ...members].map(({ user }) => user).concat(news)
    expect((await usersIn(state)).sort()).toEqual(all.sort())
    const added = (await entries()).flatMap(({ body }) =>
      body.kind === 'change' && body.change.type === 'added' ? body.change.users : [],
    )
    expect(added.sort()).toEqual(news.toSorted())
  })

  it('never make a group larger than it may be', async () => {
    const { world, change, owner, state } = await scene(3, { groups: { members: 8, small: 8 } })
    const attempts = Array.from({ length: 10 }, () =>
      change(owner, { type: 'added', users: [newSpeaker().user] }, elsewhere(world)),
    )
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    expect(await usersIn(state)).toHaveLength(8)
  })

  it('of whom one takes the other its right: what was written was right when it was written', async () => {
    for (let round = 0; round < 20; round++) {
      const { world, change, owner, ben, cat, dan, entries, state } = await scene()
      await change(owner, { type: 'role', user: ben.user, role: 'admin' })
      const outcomes = await Promise.allSettled([
        change(owner, { type: 'removed', user: ben.user }, elsewhere(world)),
        change(ben, { type: 'removed', user: cat.user }, elsewhere(world)),
        change(ben, { type: 'role', user: dan.user, role: 'admin' }, elsewhere(world)),
      ])
      const log = await entries()
      const removal = log.find(
        ({ body }) =>
          body.kind === 'change' && JSON.stringify(body).includes(ben.user) && body.change.type === 'removed',
      )!
      expect(log.filter(({ from, seq }) => from === ben.user && seq > removal.seq)).toEqual([])
      expect((await state()).version).toBe(log.at(-1)!.seq)
      expect(log).toHaveLength(2 + outcomes.filter(({ status }) => status === 'fulfilled').length)
    }
  })

  it('leave a group that everybody leaves at once with one owner until it is empty', async () => {
    const { world, change, owner, members, entries, state } = await scene(5)
    const everybody = [owner, ...members]
    await Promise.all(everybody.map((person) => change(person, { type: 'left' }, elsewhere(world))))
    expect(await usersIn(state)).toEqual([])
    expect(await entries()).toHaveLength(1 + everybody.length)
  })

  it('and an owner who leaves: the group is owned by who is in it', async () => {
    for (let round = 0; round < 20; round++) {
      const { world, change, owner, ben, state } = await scene()
      await Promise.allSettled([
        change(owner, { type: 'left' }, elsewhere(world)),
        change(owner, { type: 'role', user: ben.user, role: 'owner' }, elsewhere(world)),
        change(ben, { type: 'left' }, elsewhere(world)),
      ])
      const now = await state()
      expect(present(now).filter(({ user }) => roleOf(now, user) === 'owner')).toHaveLength(1)
    }
  })
})

describe('those who have left', () => {
  it('are remembered for a day, and what they heard for good', async () => {
    const { world, ben, cat, remove, change, owner, state, conversation } = await scene()
    await remove(ben)
    world.clock.now += 86_400_000
    await remove(cat)
    expect([...(await state()).members.keys()]).toContain(ben.user)
    world.clock.now += 1
    await change(owner, { type: 'settings', settings: { title: 'Band' } })
    const users = [...(await state()).members.keys()]
    expect(users).not.toContain(ben.user)
    expect(users).toContain(cat.user)
    const spans = await world.conversations.spansOf(conversation, [ben.user, cat.user, owner.user])
    expect([...spans]).toEqual([
      [ben.user, [{ after: 0, until: 2 }]],
      [cat.user, [{ after: 0, until: 3 }]],
    ])
  })

  it('come back with what they heard before, though the group had forgotten them', async () => {
    const { world, ben, remove, add, change, owner, state } = await scene()
    await remove(ben)
    world.clock.now += 2 * 86_400_000
    await change(owner, { type: 'settings', settings: { title: 'Band' } })
    await add(ben)
    expect((await state()).members.get(ben.user)?.spans).toEqual([{ after: 0, until: 2 }, { after: 3 }])
  })

  it('keep the latest of their spans, however often they come and go', async () => {
    const { world, ben, change, remove, state } = await scene()
    for (let round = 0; round < 60; round++) {
      await remove(ben)
      await change(ben, { type: 'joined' })
      world.clock.now += 1_000
    }
    const spans = (await state()).members.get(ben.user)!.spans
    expect(spans).toHaveLength(50)
    expect(spans.at(-1)).toEqual({ after: 120 })
  })
})

describe('a large conversation', () => {
  const rules = { groups: { members: 10, small: 4 } }
  const rowsOf = async (world: World, conversation: string, people: readonly Speaker[]) =>
    Promise.all(people.map(async ({ user }) => (await world.inbox.row(user, conversation as never))?.large))

  it('has told everybody so before it is one, and newcomers before they are in it', async () => {
    const { world, owner, members, add, conversation, state } = await scene(3, rules)
    expect((await state()).large).toBe(false)
    const [eve, fay] = [newSpeaker(), newSpeaker()] as const
    const place = world.log.place
    const seen: (boolean | undefined)[][] = []
    const people = [owner, ...members, eve]
    world.log.place = async (entry, along) => {
      seen.push(await rowsOf(world, conversation, people))
      return place(entry, along)
    }
    await add(eve)
    expect(seen).toEqual([people.map(() => true)])
    expect((await state()).large).toBe(true)
    people.push(fay)
    await add(fay)
    expect(seen[1]).toEqual(people.map(() => true))
  })
})

describe('a pin', () => {
  it('is the device’s own entry, and one however often it is tried', async () => {
    const { world, conversation, owner, ben, entries, state } = await scene()
    const { seq: target } = await acting(world, ben)('send', { conversation, text: 'hello' })
    const clientId = newClientId()
    const pin = () => acting(world, owner)('pin', { conversation, target, pinned: true, clientId })
    const ack = await pin()
    expect(await pin()).toEqual(ack)
    expect((await entries()).at(-1)).toMatchObject({ seq: 3, device: owner.device, clientId })
    expect((await state()).pins).toEqual([target])
    await acting(world, owner)('pin', { conversation, target, pinned: false })
    expect((await state()).pins).toEqual([])
  })

  it('is of a message, and by who leads the group', async () => {
    const { world, conversation, owner, ben, state } = await scene()
    await acting(world, ben)('send', { conversation, text: 'hello' })
    const pin = (by: Speaker, target: number) =>
      acting(world, by)('pin', { conversation, target, pinned: true })
    await expect(pin(ben, 2)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(pin(owner, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(pin(owner, 99)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await state()).version).toBe(1)
  })
})
