import { directId, type Entry } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { ask, asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { newEntry, newUser } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import { wireRow } from '../conversation/wire-row.ts'
import { newsFor } from '../delivery/news.ts'
import type { Speaker } from '../ports.ts'
import { putChat } from './chats.ts'
import { putConversation } from './conversations.ts'
import { removeMember } from './members.ts'
import type { OperationInput } from './operation.ts'

type Chosen = Omit<OperationInput<'putChat'>['body'], 'device'>

/** Ada and Ben, of whom Ben writes; what he writes comes to her inbox unless it is kept from it. */
async function scene() {
  const world = newWorld()
  const [ada, ben, cat] = (await newPeople(world, 3)) as [Speaker, Speaker, Speaker]
  const conversation = directId(ada.user, ben.user)
  const choose = async (chosen: Chosen, by = ada, id: string = conversation, at: World = world) =>
    (await putChat(ask({ device: by.device, ...chosen }, { conversation: id }), asking(at, by))).settings
  const write = async (seq: number, by = ben, isDelivered = true) => {
    const entry = { ...newEntry(conversation, seq, by), epoch: 0, busy: 0 }
    await world.log.place(entry)
    if (isDelivered) await deliver(entry)
  }
  const deliver = async (entry: Entry) => {
    const state = (await world.known.at(conversation, 0))!
    await world.inbox.advance(ada.user, newsFor(ada.user, [entry], state), world.clock.now)
  }
  const row = async () => wireRow((await world.inbox.row(ada.user, conversation))!, world.clock.now)
  return { world, ada, ben, cat, conversation, choose, write, deliver, row }
}

describe('putChat', () => {
  it('keeps what is chosen, leaves the rest, and takes back what is null or false', async () => {
    const { world, choose, row } = await scene()
    const mutedUntil = world.clock.now + 1_000
    expect(
      await choose({ mutedUntil, archived: true, pinned: true, markedUnread: true, draft: 'Dear' }),
    ).toEqual({
      version: 1,
      mutedUntil,
      archived: true,
      pinnedAt: world.clock.now,
      markedUnread: true,
      draft: 'Dear',
    })
    expect(await choose({ mutedUntil: null, archived: false, pinned: false, draft: null })).toEqual({
      version: 2,
      markedUnread: true,
    })
    expect((await row()).settings).toEqual({ version: 2, markedUnread: true })
  })

  it('with no choice says what is chosen', async () => {
    const { choose } = await scene()
    expect(await choose({})).toEqual({ version: 0 })
    await choose({ archived: true })
    expect(await choose({})).toEqual({ version: 1, archived: true })
  })

  it('is each person’s own', async () => {
    const { ben, choose } = await scene()
    await choose({ archived: true })
    expect(await choose({}, ben)).toEqual({ version: 0 })
  })

  it('is kept for a group, also by who has left it, and for what one tells oneself', async () => {
    const { world, ada, ben, choose } = await scene()
    const group = await newGroup(world, ada, [ben])
    expect(await choose({ archived: true }, ben, group)).toEqual({ version: 1, archived: true })
    await removeMember(ask({}, { conversation: group, user: ben.user }), asking(world, ben))
    await putConversation(ask({ title: 'Orchestra' }, { conversation: group }), asking(world, ada))
    expect(await choose({ clearedUpTo: 99 }, ben, group)).toMatchObject({ clearedUpTo: 2 })
    expect(await choose({ draft: 'milk' }, ada, directId(ada.user, ada.user))).toMatchObject({
      draft: 'milk',
    })
  })

  it('is refused for what is not one’s own, and for nobody', async () => {
    const { world, ada, cat, conversation, choose } = await scene()
    const group = await newGroup(world, ada, [])
    for (const id of [conversation, group, `gr_${newUser()}`, directId(cat.user, newUser())]) {
      await expect(choose({ archived: true }, cat, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })
})

describe('deleting a chat', () => {
  it('is cut to the end of the log, never moves back, and counts what it clears as read, which nobody is told', async () => {
    const { world, ada, conversation, choose, write, row } = await scene()
    for (const seq of [1, 2, 3]) await write(seq)
    expect((await row()).unread).toBe(3)
    expect(await choose({ clearedUpTo: 2 })).toMatchObject({ clearedUpTo: 2 })
    expect(await row()).toMatchObject({ unread: 1, mine: { read: 2 }, readN: 2 })
    expect((await world.inbox.row(ada.user, conversation))?.shown).toBe(0)
    expect(await choose({ clearedUpTo: 1_000 })).toMatchObject({ clearedUpTo: 3 })
    expect(await choose({ clearedUpTo: 1 })).toMatchObject({ clearedUpTo: 3 })
    expect(await row()).toMatchObject({ unread: 0, mine: { delivered: 3, read: 3 } })
    await write(4)
    expect(await row()).toMatchObject({ unread: 1 })
  })

  it('clears nothing where there is nothing', async () => {
    const { choose } = await scene()
    expect(await choose({ clearedUpTo: 5 })).not.toHaveProperty('clearedUpTo')
  })
})

describe('blocking', () => {
  it('hides from here on what the other one writes, until it ends', async () => {
    const { choose, write, row } = await scene()
    await write(1)
    expect(await choose({ blocked: true })).toMatchObject({ blocked: true })
    await write(2)
    await write(3)
    expect(await row()).toMatchObject({ head: { seq: 1 }, settings: { blocked: true } })
    expect(await choose({ blocked: false })).not.toHaveProperty('blocked')
    await write(4)
    expect(await row()).toMatchObject({ head: { seq: 4, n: 4 }, unread: 2 })
  })

  it('is once however often it is asked, together with other choices', async () => {
    const { world, ada, conversation, choose, write } = await scene()
    await write(1)
    await choose({ blocked: true })
    await write(2)
    const settings = await choose({ blocked: true, archived: true })
    expect(settings).toMatchObject({ blocked: true, archived: true })
    await choose({ blocked: false })
    await choose({ blocked: false })
    expect((await world.inbox.row(ada.user, conversation))?.hidden).toEqual([{ after: 1, until: 2 }])
  })

  it('can be chosen before anybody wrote', async () => {
    const { choose, write, row } = await scene()
    expect(await choose({ blocked: true })).toMatchObject({ blocked: true })
    await write(1)
    expect(await row()).toMatchObject({ head: { seq: 0 }, unread: 0 })
  })

  it('keeps the whole of what came while it ended unheard, and hears what follows', async () => {
    const { world, ada, choose, write, row } = await scene()
    await write(1)
    await choose({ blocked: true })
    await write(2)
    // Delivered between the look at the end of the log and the change of the row: still kept from it then.
    const unblock: World['inbox']['unblock'] = async (...asked) => {
      await write(3)
      return world.inbox.unblock(...asked)
    }
    await choose({ blocked: false }, ada, undefined, { ...world, inbox: { ...world.inbox, unblock } })
    expect(await row()).toMatchObject({ head: { seq: 1, n: 1 }, skip: [2, 3] })
    expect((await row()).settings).not.toHaveProperty('blocked')
    await write(4)
    expect(await row()).toMatchObject({ head: { seq: 4, n: 4 }, skip: [2, 3], unread: 2 })
  })

  it('is between two: not of a group, nor of oneself', async () => {
    const { world, ada, ben, cat, choose } = await scene()
    const group = await newGroup(world, ada, [ben])
    for (const id of [group, directId(ada.user, ada.user)]) {
      await expect(choose({ blocked: true, archived: true }, ada, id)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      })
      expect(await choose({}, ada, id)).not.toHaveProperty('archived')
    }
    await expect(choose({ blocked: true }, cat, group)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(choose({ blocked: true }, ada, directId(ada.user, newUser()))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
