import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newGroup, newLog, positionsHeard } from '../../test/fixtures/log.ts'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { deliver } from './deliver.ts'

describe('a group', () => {
  it('hears what is written in it, each of a hundred once, with one row and one post a person', async () => {
    const world = newWorld()
    const { conversation, owner, members, entries, write } = await newGroup(world, 99)
    const sockets = await Promise.all(members.map(world.connect))
    await write(owner, 'all of you')
    expect(await deliver(entries, world)).toEqual(new Set())
    for (const socket of sockets) {
      expect(world.eventsOf(socket)).toHaveLength(1)
      expect(positionsHeard(world, socket)).toEqual([1, 2])
    }
    const rows = await world.inbox.rows(members.map(({ user }) => ({ user, conversation })))
    expect(rows).toHaveLength(99)
    for (const row of rows)
      expect(row).toMatchObject({
        head: { seq: 2, n: 1 },
        title: 'Climbers',
        readN: 0,
        preview: 'all of you',
      })
  })

  it('has the same rows however often and in whatever order its entries are delivered', async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 })
    const repeats = fc.array(fc.nat(6), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(order, repeats, async (first, again) => {
        const world = newWorld()
        const { conversation, owner, members, entries, write, change } = await newGroup(world, 2)
        const [ben, cleo] = members as [typeof owner, typeof owner]
        await write(ben, 'one')
        await write(owner, { kind: 'text', text: 'two', mentions: [ben.user] })
        await change(owner, { type: 'removed', user: cleo.user })
        await write(owner, { kind: 'edit', target: 3, content: { kind: 'text', text: 'due' } })
        await change(owner, { type: 'settings', settings: { title: 'Divers' } })
        await write(ben, 'three')
        for (const index of [...first, ...again]) await deliver([entries[index]!], world)
        const common = { title: 'Divers', preview: 'three', head: { seq: 7, n: 3 } }
        expect(await world.inbox.row(owner.user, conversation)).toMatchObject(common)
        const row = await world.inbox.row(ben.user, conversation)
        expect(row).toMatchObject({ ...common, mentions: [3] })
        expect(row!.head.n - row!.readN - row!.skip.length).toBe(1)
        expect(await world.inbox.row(cleo.user, conversation)).toMatchObject({ head: { seq: 4, n: 2 } })
      }),
      { numRuns: 50 },
    )
  })

  it('is heard by a newcomer from its coming on, and by one that comes back from its return on', async () => {
    const world = newWorld()
    const { conversation, owner, members, entries, write, change } = await newGroup(world, 1)
    const [ben, dora] = [members[0]!, newSpeaker()]
    const sockets = [await world.connect(ben), await world.connect(dora)]
    await write(owner, 'before')
    await change(owner, { type: 'removed', user: ben.user })
    await change(owner, { type: 'added', users: [dora.user] })
    await write(owner, 'between')
    await change(owner, { type: 'added', users: [ben.user] })
    await write(owner, 'after')
    await deliver(entries, world)
    expect(sockets.map((socket) => positionsHeard(world, socket))).toEqual([
      [1, 2, 3, 6, 7],
      [4, 5, 6, 7],
    ])
    const row = await world.inbox.row(dora.user, conversation)
    expect(row).toMatchObject({ title: 'Climbers', readN: 1, mine: { read: 4 }, head: { seq: 7, n: 3 } })
  })

  it('is judged by those who were in it when an entry was written, not when it is delivered', async () => {
    const world = newWorld()
    const { owner, members, entries, write, change } = await newGroup(world, 1)
    const [ben, eve] = [members[0]!, newSpeaker()]
    const sockets = [await world.connect(ben), await world.connect(eve)]
    await write(owner, 'for ben')
    await change(owner, { type: 'removed', user: ben.user })
    await change(owner, { type: 'added', users: [eve.user] })
    for (const entry of entries) await deliver([entry], world)
    expect(sockets.map((socket) => positionsHeard(world, socket))).toEqual([[1, 2, 3], [4]])
  })

  it('brings edits, deletions and reactions to everybody, and shows none of them in a list', async () => {
    const world = newWorld()
    const { conversation, owner, members, entries, write } = await newGroup(world, 1)
    const ben = members[0]!
    const phone = await world.connect(ben)
    await write(owner, 'a secret')
    await deliver(entries, world)
    await write(ben, { kind: 'reaction', target: 2, emoji: '🎈' })
    await write(owner, { kind: 'deletion', target: 2 })
    await deliver(entries.slice(2), world)
    expect(positionsHeard(world, phone)).toEqual([1, 2, 4])
    const row = await world.inbox.row(ben.user, conversation)
    expect(row).toMatchObject({ head: { seq: 4, n: 1 }, preview: '', from: owner.user })
  })
})

describe('who has blocked the other side', () => {
  async function blocked() {
    const world = newWorld()
    const { ada, ben, conversation } = await world.newPair()
    const log = newLog(world, conversation)
    await log.write(ada, 'before')
    await deliver(log.entries, world)
    await world.inbox.block(ben, conversation, world.clock.now)
    const sockets = { ben: await world.connect(ben), ada: await world.connect(newSpeaker(ada.user)) }
    return { world, ada, ben, conversation, log, sockets }
  }

  it('hears nothing of it, and has nothing unread of it; the other one notices nothing', async () => {
    const { world, ada, ben, conversation, log, sockets } = await blocked()
    await log.write(ada, 'let me in')
    expect(await deliver(log.entries.slice(1), world)).toEqual(new Set())
    expect(world.eventsOf(sockets.ben)).toEqual([])
    expect(positionsHeard(world, sockets.ada)).toEqual([2])
    expect(await world.inbox.row(ben.user, conversation)).toMatchObject({
      head: { seq: 1, n: 1 },
      preview: 'before',
    })
  })

  it('hears what it wrote itself on its other devices, in one batch with what it does not hear', async () => {
    const { world, ada, ben, log } = await blocked()
    const tablet = await world.connect(newSpeaker(ben.user))
    await log.write(ada, 'let me in')
    await log.write(ben, 'no')
    await deliver(log.entries.slice(1), world)
    expect(positionsHeard(world, tablet)).toEqual([3])
  })
})
