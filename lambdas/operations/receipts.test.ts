import { directId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { ask, asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { removeMember } from './members.ts'
import { listReceipts } from './receipts.ts'

async function scene() {
  const world = newWorld()
  const [ada, ben, cat] = (await newPeople(world, 3)) as [Speaker, Speaker, Speaker]
  const list = async (by: Speaker, conversation: string) => {
    const { members } = await listReceipts(ask({}, { conversation }), asking(world, by))
    return Object.fromEntries(members.map(({ user, delivered, read }) => [user, [delivered, read]]))
  }
  return { world, ada, ben, cat, list }
}

describe('listReceipts of a group', () => {
  const group = async () => {
    const base = await scene()
    const { world, ada, ben, cat } = base
    const id = await newGroup(world, ada, [ben, cat])
    for (const one of [ada, ben])
      await world.inbox.mark(one, id, { delivered: 4, read: 3, readN: 2 }, true, 1)
    // Cat hides how far it has read.
    await world.inbox.mark(cat, id, { delivered: 5, read: 5, readN: 4 }, false, 1)
    return { ...base, id }
  }

  it('tells how far each other member has come, as far as it shows', async () => {
    const { ada, ben, cat, id, list } = await group()
    expect(await list(ada, id)).toEqual({ [ben.user]: [4, 3], [cat.user]: [5, 0] })
    expect(await list(ben, id)).toEqual({ [ada.user]: [4, 3], [cat.user]: [5, 0] })
  })

  it('tells who hides how far it has read nothing of what others have read', async () => {
    const { world, ada, ben, cat, id, list } = await group()
    await world.settings.put(cat, { readReceipts: 'nobody' }, 1)
    expect(await list(cat, id)).toEqual({ [ada.user]: [4, 0], [ben.user]: [4, 0] })
  })

  it('tells who is among the contacts of one that shows it to those only', async () => {
    const { world, ada, ben, cat, id, list } = await group()
    await world.settings.put(ben, { readReceipts: 'contacts' }, 1)
    await world.contacts.put(ben.user, { user: ada.user })
    expect(await list(ada, id)).toEqual({ [ben.user]: [4, 3], [cat.user]: [5, 0] })
    expect(await list(cat, id)).toEqual({ [ada.user]: [4, 3], [ben.user]: [4, 0] })
    await world.settings.put(ben, { readReceipts: 'nobody' }, 1)
    expect(await list(ada, id)).toEqual({ [ben.user]: [4, 0], [cat.user]: [5, 0] })
  })

  it('is about those who are in it, and for them', async () => {
    const { world, ada, ben, cat, id, list } = await group()
    await removeMember(ask({}, { conversation: id, user: cat.user }), asking(world, ada))
    expect(await list(ada, id)).toEqual({ [ben.user]: [4, 3] })
    expect(await list(cat, id)).toEqual({})
  })
})

describe('listReceipts between two', () => {
  it('tells what the other side was heard to say', async () => {
    const { world, ada, ben, list } = await scene()
    const id = directId(ada.user, ben.user)
    expect(await list(ada, id)).toEqual({})
    await world.inbox.peerMark(ada.user, id, { delivered: 3, read: 2 }, 1)
    expect(await list(ada, id)).toEqual({ [ben.user]: [3, 2] })
    await world.settings.put(ada, { readReceipts: 'nobody' }, 1)
    expect(await list(ada, id)).toEqual({ [ben.user]: [3, 0] })
  })

  it('tells nothing new of who has blocked the asker', async () => {
    const { world, ada, ben, list } = await scene()
    const id = directId(ada.user, ben.user)
    await world.inbox.peerMark(ada.user, id, { delivered: 3, read: 2 }, 1)
    await world.inbox.block(ben, id, 1)
    await world.inbox.mark(ben, id, { delivered: 9, read: 9, readN: 9 }, true, 1)
    expect(await list(ada, id)).toEqual({ [ben.user]: [3, 2] })
  })

  it('is nothing of oneself, and refused to a stranger', async () => {
    const { ada, ben, cat, list } = await scene()
    expect(await list(ada, directId(ada.user, ada.user))).toEqual({})
    await expect(list(cat, directId(ada.user, ben.user))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
