import { describe, expect, it } from 'vitest'
import { acting, anotherFunction } from '../../test/fixtures/acting.ts'
import { groupHistory, listAs, newsUpTo } from '../../test/fixtures/history.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'

describe('pages of history', () => {
  it('jump over what was before one came in, in one page either way', async () => {
    const { list, write, remove, add, ben } = await groupHistory()
    await remove(ben)
    await write(300)
    await add(ben)
    await write(3)
    expect(await list({ after: 2, limit: 2 })).toMatchObject({ entries: [303, 304], first: 3, last: 304 })
    expect(await list({ after: 0, limit: 2 })).toMatchObject({ entries: [1, 2], first: 1, last: 302 })
    expect(await list({ before: 303, limit: 2 })).toMatchObject({
      entries: [2, 1],
      first: 1,
      last: 302,
      more: false,
    })
    expect(await list({ before: 305, limit: 2 })).toMatchObject({ entries: [304, 303], first: 3, more: true })
  })

  it('end for one that was removed with its removal, wherever it is remembered as a member', async () => {
    const { world, list, write, remove, ben, conversation } = await groupHistory()
    await write(3)
    const elsewhere = listAs(anotherFunction(world), conversation, ben.user)
    expect(await elsewhere()).toMatchObject({ head: { seq: 4, n: 3 } })
    await remove(ben)
    await write(5)
    for (const read of [elsewhere, list]) {
      const end = { head: { seq: 5, n: 3 }, last: 5, more: false }
      expect(await read({ after: 3 })).toMatchObject({ ...end, entries: [4, 5], first: 4 })
      expect(await read({ after: 3, limit: 2 })).toMatchObject(end)
      expect(await read({ after: 5 })).toMatchObject({ entries: [], first: 0, last: 0, more: false })
      expect(await read({ before: 999 })).toMatchObject({ ...end, entries: [5, 4, 3, 2, 1], first: 1 })
    }
  })

  it('are read again when one has come back to all of it meanwhile', async () => {
    const { world, write, remove, add, ben, conversation } = await groupHistory('all')
    const elsewhere = listAs(anotherFunction(world), conversation, ben.user)
    await remove(ben)
    await elsewhere()
    await write(3)
    await add(ben)
    expect(await elsewhere({ after: 0 })).toMatchObject({ entries: [1, 2, 3, 4, 5, 6], first: 1, last: 6 })
  })

  it('hold nothing that has expired, or that one has cleared', async () => {
    const { world, list, write, change, owner, ben, conversation } = await groupHistory()
    await write(2)
    await change(owner, { type: 'settings', settings: { disappearAfter: 60 } })
    await write(2)
    world.clock.now += 59_000
    expect(await list({ after: 0 })).toMatchObject({ entries: [1, 2, 3, 4, 6], first: 1, last: 6 })
    await world.inbox.advance(ben.user, newsUpTo(conversation, 6), world.clock.now)
    await world.inbox.choose(ben, conversation, { clearedUpTo: 3 }, world.clock.now)
    expect(await list({ after: 0 })).toMatchObject({ entries: [4, 6], first: 1, last: 6 })
    expect(await list()).toMatchObject({ entries: [6, 4], first: 1, last: 6, more: false })
    world.clock.now += 60_000
    expect(await list({ before: 7 })).toMatchObject({ entries: [4], first: 1, last: 6, head: { seq: 6 } })
  })

  it('hold of a blocked person nothing that it wrote meanwhile', async () => {
    const world = newWorld()
    const { ada, ben, conversation } = await world.newPair()
    const say = (by: Speaker) => acting(world, by)('send', { conversation, text: 'hello' })
    await say(ada)
    await say(ben)
    await world.inbox.advance(ben.user, newsUpTo(conversation, 2), world.clock.now)
    await world.inbox.block(ben, conversation, world.clock.now)
    await say(ada)
    await say(ben)
    const page = await listAs(world, conversation, ben.user)({ after: 0 })
    expect(page).toMatchObject({ entries: [1, 2, 4], first: 1, last: 4 })
    expect((await listAs(world, conversation, ada.user)({ after: 0 })).entries).toEqual([1, 2, 3, 4])
  })

  it('cover nothing behind the end, and before the beginning', async () => {
    const { list, write } = await groupHistory()
    await write(2)
    const nothing = { entries: [], first: 0, last: 0, more: false, head: { seq: 3 } }
    for (const query of [{ after: 3 }, { after: 99 }, { before: 1 }])
      expect(await list(query)).toMatchObject(nothing)
  })
})
