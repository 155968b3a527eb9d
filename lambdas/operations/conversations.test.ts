import { type ConversationId, directId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { ask, asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { newEntry, newHandle, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { getConversation, openDirect, putConversation } from './conversations.ts'
import { removeMember } from './members.ts'

async function scene() {
  const world = newWorld()
  const [ada, ben, cat] = (await newPeople(world, 3)) as [Speaker, Speaker, Speaker]
  const profileOf = async ({ user }: Speaker) => (await world.profiles.of([user]))[0]!
  const open = async (by: Speaker, other: Speaker) =>
    openDirect(ask({ handle: (await profileOf(other)).handle }), asking(world, by))
  const get = (conversation: string, by: Speaker) =>
    getConversation(ask({}, { conversation }), asking(world, by))
  const put = (conversation: string, body: Parameters<typeof putConversation>[0]['body'], by: Speaker) =>
    putConversation(ask(body, { conversation }), asking(world, by))
  return { world, ada, ben, cat, profileOf, open, get, put }
}

describe('openDirect', () => {
  it('shows the other one and a row that holds nothing yet', async () => {
    const { ada, ben, open, profileOf } = await scene()
    expect(await open(ada, ben)).toEqual({
      with: await profileOf(ben),
      row: {
        conversation: directId(ada.user, ben.user),
        head: { seq: 0, n: 0 },
        at: 0,
        mine: { delivered: 0, read: 0 },
        peer: { delivered: 0, read: 0 },
        unread: 0,
        readN: 0,
        skip: [],
        mentions: [],
        settings: { version: 0 },
        undelivered: [],
      },
    })
  })

  it('shows where the log ends, if that has not come to the inbox yet', async () => {
    const { world, ada, ben, open } = await scene()
    await world.log.place(newEntry(directId(ada.user, ben.user), 1, ben))
    expect((await open(ada, ben)).row).toMatchObject({ head: { seq: 1, n: 1 }, unread: 1 })
  })

  it('is the same conversation whoever opens it, each with the row it has', async () => {
    const { world, ada, ben, open } = await scene()
    const conversation = directId(ada.user, ben.user)
    await world.inbox.mark(ben, conversation, { delivered: 1, read: 1, readN: 1 }, true, 1)
    await world.inbox.peerMark(ben.user, conversation, { delivered: 1, read: 0 }, 1)
    expect((await open(ada, ben)).row).toMatchObject({ conversation, mine: { delivered: 0, read: 0 } })
    expect((await open(ben, ada)).row).toMatchObject({
      conversation,
      mine: { delivered: 1, read: 1 },
      peer: { delivered: 1, read: 0 },
    })
  })

  it('shows who has blocked the caller like anybody else, where the two have talked', async () => {
    const { world, ada, ben, open } = await scene()
    await world.log.place(newEntry(directId(ada.user, ben.user), 1, ben))
    const before = await open(ada, ben)
    await world.inbox.block(ben, directId(ada.user, ben.user), 1)
    expect(await open(ada, ben)).toEqual(before)
    expect((await open(ben, ada)).row.settings).toMatchObject({ blocked: true })
  })

  it('finds nobody under a handle that nobody has', async () => {
    const { world, ada } = await scene()
    await expect(openDirect(ask({ handle: newHandle() }), asking(world, ada))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('getConversation', () => {
  it('shows a group to who is in it', async () => {
    const { world, ada, ben, get } = await scene()
    const group = await newGroup(world, ada, [ben])
    const seen = await get(group, ben)
    expect(seen).toMatchObject({ conversation: group, title: 'Choir', version: 1 })
    expect(seen.members).toHaveLength(2)
    expect(await get(group, ada)).toEqual(seen)
  })

  it('shows who has left what it was called then, and nothing of what came after', async () => {
    const { world, ada, ben, get, put } = await scene()
    const group = await newGroup(world, ada, [ben])
    await world.inbox.enlist(ben.user, group, 'Choir', { seq: 1, n: 0 }, true, 1)
    await removeMember(ask({}, { conversation: group, user: ben.user }), asking(world, ada))
    await put(group, { title: 'Orchestra', description: 'Secret', picture: 'p' }, ada)
    expect(await get(group, ben)).toEqual({
      conversation: group,
      version: 2,
      title: 'Choir',
      description: '',
      picture: '',
      history: 'joined',
      disappearAfter: 0,
      pins: [],
      members: [],
      large: false,
    })
  })

  it('shows two people who exist each other', async () => {
    const { ada, ben, get } = await scene()
    const { members } = await get(directId(ada.user, ben.user), ada)
    expect(members).toHaveLength(2)
    await expect(get(directId(ada.user, newUser()), ada)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is there with oneself', async () => {
    const { ada, get } = await scene()
    expect((await get(directId(ada.user, ada.user), ada)).members).toEqual([
      { user: ada.user, role: 'member', since: 0 },
    ])
  })
})

describe('putConversation', () => {
  it('changes what is given, by one entry, and nothing that is so already', async () => {
    const { world, ada, ben, get, put } = await scene()
    const group = await newGroup(world, ada, [ben])
    const changed = await put(group, { title: 'Orchestra', description: undefined, disappearAfter: 60 }, ada)
    expect(changed).toMatchObject({ title: 'Orchestra', description: '', disappearAfter: 60, version: 2 })
    expect(await put(group, { title: 'Orchestra' }, ada)).toEqual(changed)
    expect(await put(group, {}, ada)).toEqual(changed)
    expect(await get(group, ben)).toEqual(changed)
    expect(await world.log.head(group)).toMatchObject({ seq: 2, n: 0, epoch: 2 })
  })

  it('is refused to a mere member and to who has left', async () => {
    const { world, ada, ben, cat, put } = await scene()
    const group = await newGroup(world, ada, [ben, cat])
    await removeMember(ask({}, { conversation: group, user: cat.user }), asking(world, cat))
    for (const by of [ben, cat]) {
      await expect(put(group, { title: 'Mine' }, by)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(await world.log.head(group)).toMatchObject({ seq: 2 })
  })

  it('lets messages between two disappear, and changes nothing else there', async () => {
    const { world, ada, ben, put } = await scene()
    const conversation = directId(ada.user, ben.user)
    expect(await put(conversation, { disappearAfter: 3_600 }, ben)).toMatchObject({ disappearAfter: 3_600 })
    await expect(put(conversation, { title: 'Us' }, ada)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(put(conversation, { title: 'Us', disappearAfter: 0 }, ada)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await world.log.head(conversation)).toMatchObject({ seq: 1 })
  })

  it('makes no conversation with nobody', async () => {
    const { world, ada, put } = await scene()
    const conversation = directId(ada.user, newUser()) as ConversationId
    await expect(put(conversation, { disappearAfter: 60 }, ada)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await world.log.head(conversation)).toMatchObject({ seq: 0 })
  })
})
