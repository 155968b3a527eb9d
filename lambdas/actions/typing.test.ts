import { type ConnectionId, type ConversationId, directId } from '@parley/domain'
import { TYPING_EVERY_MS } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { anotherFunction, newGroupOf } from '../../test/fixtures/acting.ts'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newConnection, newPair, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { MEMBERS_ARE_GOOD_MS } from '../presence/notices.ts'
import type { Rules } from '../rules.ts'
import { typing } from './typing.ts'

const printed = captureConsole()

/** Somebody who types on one socket. */
function typingOn(world: World, speaker: Speaker, conversation: string, connection = newConnection()) {
  return (doing: 'typing' | 'recording' | 'nothing' = 'typing') =>
    typing(
      { action: 'typing', id: 't', conversation, doing },
      { ...world, connection, speaker: async () => speaker },
    )
}

/** That a conversation has begun. */
const firstNews = (conversation: ConversationId) => ({
  conversation,
  head: { seq: 1, n: 1 },
  corrects: [],
  own: [],
  others: [1],
  mentions: [],
})

/** Two people, of whom one has written to the other; the inbox knows it, as after fan-out. */
async function pairScene() {
  const world = newWorld()
  const { ada, ben, conversation } = newPair()
  for (const { user } of [ada, ben]) {
    await world.inbox.advance(user, firstNews(conversation), world.clock.now)
  }
  const sockets = {
    own: await world.connect(newSpeaker(ada.user)),
    ben: await world.connect(ben),
    tablet: await world.connect(newSpeaker(ben.user)),
  }
  return { world, ada, ben, conversation, sockets, type: typingOn(world, ada, conversation) }
}

async function groupScene(others = 2, rules: Partial<Rules> = {}) {
  const world = newWorld(rules)
  const group = await newGroupOf(world, others)
  const sockets: ConnectionId[] = []
  for (const member of group.members) sockets.push(await world.connect(member))
  const type = typingOn(world, group.owner, group.conversation)
  return { world, ...group, sockets, type }
}

describe('in a direct conversation', () => {
  it('the other side hears on all its sockets, and nobody else', async () => {
    const { world, ada, conversation, sockets, type } = await pairScene()
    expect(await type('recording')).toEqual({})
    const event = { event: 'typing', conversation, user: ada.user, doing: 'recording' }
    for (const socket of [sockets.ben, sockets.tablet]) expect(world.eventsOf(socket)).toEqual([event])
    expect(world.eventsOf(sockets.own)).toEqual([])
  })

  it.each(['ada', 'ben'] as const)('nobody hears while %s blocks the other', async (blocker) => {
    const { world, conversation, sockets, type, ...people } = await pairScene()
    await world.inbox.block(people[blocker], conversation, world.clock.now)
    await type()
    expect(world.eventsOf(sockets.ben)).toEqual([])
  })

  it('nobody hears before anything was written, though each has chosen something for it', async () => {
    const { world, ben, sockets } = await pairScene()
    const stranger = newSpeaker()
    const conversation = directId(stranger.user, ben.user)
    const type = typingOn(world, stranger, conversation)
    await type()
    for (const who of [stranger, ben]) {
      await world.inbox.choose(who, conversation, { draft: 'not yet' }, world.clock.now)
      world.clock.now += TYPING_EVERY_MS
      await type()
    }
    expect(world.eventsOf(sockets.ben)).toEqual([])
  })

  it('nobody hears before anything has come to the other side', async () => {
    const { world, ben, sockets } = await pairScene()
    const stranger = newSpeaker()
    const conversation = directId(stranger.user, ben.user)
    await world.inbox.advance(stranger.user, firstNews(conversation), world.clock.now)
    await typingOn(world, stranger, conversation)()
    expect(world.eventsOf(sockets.ben)).toEqual([])
  })

  it('a stranger is refused', async () => {
    const { world, conversation } = await pairScene()
    await expect(typingOn(world, newSpeaker(), conversation)()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('a notice goes further once in a while, and its end once', async () => {
    const { world, sockets, type } = await pairScene()
    const heard = () =>
      world.eventsOf(sockets.ben).map((event) => ('doing' in event ? event.doing : event.event))
    for (const doing of ['typing', 'recording', 'nothing', 'nothing', 'typing'] as const) await type(doing)
    expect(heard()).toEqual(['typing', 'nothing'])
    world.clock.now += TYPING_EVERY_MS
    await type()
    expect(heard()).toEqual(['typing', 'nothing', 'typing'])
  })

  it('one bad socket is nobody else’s trouble, and misses nothing', async () => {
    const { world, sockets, type } = await pairScene()
    world.post.answer(sockets.ben, 'fault')
    expect(await type()).toEqual({})
    expect(printed().join()).toContain('fault')
    expect(world.eventsOf(sockets.tablet)).toHaveLength(1)
    expect(await world.sockets.takeMissed(sockets.ben)).toBe(false)
  })
})

describe('in a group', () => {
  it('the other members hear', async () => {
    const { world, owner, conversation, sockets, type } = await groupScene()
    await type()
    const event = { event: 'typing', conversation, user: owner.user, doing: 'typing' }
    for (const socket of sockets) expect(world.eventsOf(socket)).toEqual([event])
  })

  it('that is large nobody hears', async () => {
    const { world, sockets, type } = await groupScene(3, { groups: { members: 10, small: 2 } })
    expect(await type()).toEqual({})
    for (const socket of sockets) expect(world.eventsOf(socket)).toEqual([])
  })

  it('who is out neither hears nor is heard, a minute later at the latest, and a stranger never', async () => {
    const { world, owner, members, change, conversation, sockets, type } = await groupScene()
    const gone = members[0]!
    const typeOf = typingOn(world, gone, conversation)
    await type()
    await change(owner, { type: 'removed', user: gone.user }, anotherFunction(world))
    world.clock.now += MEMBERS_ARE_GOOD_MS
    await type()
    expect(world.eventsOf(sockets[0]!)).toHaveLength(1)
    expect(world.eventsOf(sockets[1]!)).toHaveLength(2)
    await expect(typeOf()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(typingOn(world, newSpeaker(), conversation)()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
