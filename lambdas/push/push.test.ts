import { directId, type MessageBody } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { newLog } from '../../test/fixtures/log.ts'
import { newSpeaker, newUser } from '../../test/fixtures/people.ts'
import {
  newPushable,
  newPushing,
  pushAll,
  pushingIn,
  registered,
  shown,
  texts,
} from '../../test/fixtures/pushing.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { deliver } from '../delivery/deliver.ts'
import { push } from './push.ts'

const HOUR = 3_600_000

/** A group of Ada, Ben and Cem, all of whom can be pushed to. */
async function newPushingGroup(world = newWorld()) {
  const [ada, ben, cem] = await Promise.all(['Ada', 'Ben', 'Cem'].map((name) => newPushable(world, name)))
  const group = pushingIn(world, `gr_${newUser()}` as never)
  const members = [ben!.user, cem!.user]
  await group.change(ada!, { type: 'created', title: 'Climbers', members, history: 'joined' })
  return { world, ada: ada!, ben: ben!, cem: cem!, ...group }
}
const mention = (...users: string[]): MessageBody => ({
  kind: 'text',
  text: 'you!',
  mentions: users as never,
})

describe('what is shown', () => {
  it('is who wrote what, where it was written, and how much is unread', async () => {
    const { world, ada, ben, conversation, say } = await newPushing()
    await say(ada, 'hello')
    await pushAll(world)
    expect(shown(world, ben)).toEqual([
      { conversation, seq: 1, title: 'Ada', body: 'hello', badge: 1, silent: false },
    ])
    expect(shown(world, ada)).toEqual([])
  })

  it('names a group and who wrote in it', async () => {
    const { world, ada, cem, say } = await newPushingGroup()
    await say(ada, 'hello')
    await pushAll(world)
    expect(shown(world, cem)).toMatchObject([{ title: 'Climbers', body: 'Ada: hello' }])
  })

  it('is nothing of that for who wants no previews', async () => {
    const { world, ada, ben, conversation, say } = await newPushing()
    await world.settings.put(ben, { pushPreviews: false }, world.clock.now)
    await say(ada, 'a secret')
    // Nobody is asked for a name that is not told.
    await pushAll({ ...world, profiles: { ...world.profiles, of: () => Promise.reject(new Error('asked')) } })
    expect(shown(world, ben)).toEqual([
      { conversation, seq: 1, body: { kind: 'message' }, badge: 1, silent: false },
    ])
  })

  it('is what was sent where nothing was written beside it, in the words of the app', async () => {
    const { world, ada, ben, say } = await newPushing()
    const media = { media: 'm'.repeat(25) as never, kind: 'image', type: 'image/png', bytes: 1 } as const
    await say(ada, { kind: 'text', text: '', media })
    await pushAll(world)
    await say(ada, { kind: 'text', text: 'look', media })
    await pushAll(world)
    expect(shown(world, ben)).toMatchObject([{ title: 'Ada', body: { kind: 'image' } }, { body: 'look' }])
  })

  it('is the last of several messages, with what it says by now', async () => {
    const { world, ada, ben, say } = await newPushing()
    const { write, entries } = newLog(world, directId(newUser(), ben.user))
    for (const text of ['one', 'two', 'three']) await write(newSpeaker(ada.user), text)
    await deliver(entries, world)
    await pushAll(world)
    expect(shown(world, ben)).toMatchObject([{ body: 'three', seq: 3, badge: 3 }])
    await say(ada)
    await pushAll(world)
    expect(shown(world, ben)).toMatchObject([{}, { badge: 4 }])
  })

  it('is what its author has made of it by now', async () => {
    const { world, ada, ben, conversation, say } = await newPushing()
    await say(ada, 'helo')
    const content = { kind: 'text', text: 'hello' } as const
    await world.log.place(
      { ...(await entryAfterLast(world, conversation)), body: { kind: 'edit', target: 1, content } },
      { amended: [{ seq: 1, edit: 2, content }] },
    )
    await pushAll(world)
    expect(texts(world, ben)).toEqual(['hello'])
  })

  it('is to each what others wrote, of what several wrote at one moment', async () => {
    const { world, ada, ben, cem, entries, write } = await newPushingGroup()
    for (const author of [ada, ben]) await write(author, 'me first')
    await deliver(entries.slice(1), world)
    await pushAll(world)
    expect(texts(world, ada)).toEqual(['Ben: me first'])
    expect(texts(world, ben)).toEqual(['Ada: me first'])
    expect(texts(world, cem)).toEqual(['Ben: me first'])
  })

  it('goes when the message does', async () => {
    const { world, ada, ben, say } = await newPushing()
    const expires = world.clock.now + HOUR
    await say(ada, 'not for long', expires)
    await pushAll(world)
    expect(shown(world, ben)).toMatchObject([{ expires }])
  })
})

describe('nobody is pushed to', () => {
  it('who has received it meanwhile, on whatever device', async () => {
    const { world, ada, ben, conversation, say } = await newPushing()
    await world.connect(newSpeaker(ben.user))
    await say(ada)
    await say(ada)
    const laptop = newSpeaker(ben.user)
    await world.inbox.mark(laptop, conversation, { delivered: 1, read: 0, readN: 0 }, true, world.clock.now)
    await pushAll(world)
    expect(shown(world, ben)).toMatchObject([{ seq: 2 }])
    await say(ada)
    await world.inbox.mark(laptop, conversation, { delivered: 3, read: 0, readN: 0 }, true, world.clock.now)
    await pushAll(world)
    expect(shown(world, ben)).toHaveLength(1)
  })

  it('but who listens only on a socket that is dead is', async () => {
    const { world, ada, ben, say } = await newPushing()
    await world.connect(ben)
    await say(ada, 'are you there?')
    await pushAll(world)
    expect(texts(world, ben)).toEqual(['are you there?'])
  })

  it('of what was deleted, or has disappeared, before it could be', async () => {
    const { world, ada, ben, conversation, say } = await newPushing()
    await say(ada, 'regretted')
    await world.log.place(
      { ...(await entryAfterLast(world, conversation)), body: { kind: 'deletion', target: 1 } },
      { amended: [{ seq: 1, deleted: true, digest: '' }] },
    )
    await pushAll(world)
    expect(shown(world, ben)).toEqual([])
  })

  it('of what has disappeared', async () => {
    const { world, ada, ben, say } = await newPushing()
    await say(ada, 'not for long', world.clock.now + HOUR)
    world.clock.now += HOUR
    await pushAll(world)
    expect(shown(world, ben)).toEqual([])
  })

  it('who has muted the conversation, until it has not, unless it is mentioned', async () => {
    const { world, ada, ben, cem, conversation, say } = await newPushingGroup()
    await world.inbox.choose(ben, conversation, { mutedUntil: world.clock.now + HOUR }, world.clock.now)
    await say(ada, 'to all')
    await pushAll(world)
    await say(ada, mention(ben.user))
    await say(ada, mention(cem.user))
    await pushAll(world)
    expect(texts(world, ben)).toEqual(['Ada: you!'])
    expect(shown(world, ben)).toMatchObject([{ seq: 3 }])
    world.clock.now += HOUR
    await say(ada, 'to all again')
    await pushAll(world)
    expect(texts(world, ben)).toEqual(['Ada: you!', 'Ada: to all again'])
    expect(texts(world, cem)).toEqual(['Ada: to all', 'Ada: you!', 'Ada: you!', 'Ada: to all again'])
  })

  it('who has blocked the other side, whatever is in the queue', async () => {
    const { world, ada, ben, conversation, say } = await newPushing()
    await say(ada, 'a first')
    await world.inbox.mark(ben, conversation, { delivered: 1, read: 1, readN: 1 }, true, world.clock.now)
    await world.inbox.block(ben, conversation, world.clock.now)
    world.pushes.take()
    await say(ada, 'unheard')
    expect(world.pushes.take()).toEqual([])
    await push(
      { conversation, first: 2, last: 2, people: [{ user: ben.user, devices: [ben.device] }] },
      world,
    )
    expect(shown(world, ben)).toEqual([])
  })

  it('who has left a group meanwhile, or was removed from it', async () => {
    const { world, ada, ben, cem, say, write } = await newPushingGroup()
    await say(ada, 'secret of the group')
    await write(ben, { kind: 'change', change: { type: 'left' } })
    await write(ada, { kind: 'change', change: { type: 'removed', user: cem.user } })
    await pushAll(world)
    expect([...shown(world, ben), ...shown(world, cem)]).toEqual([])
  })

  it('of what came before a person cleared the conversation', async () => {
    const { world, ada, ben, conversation, say } = await newPushing()
    await say(ada)
    await world.inbox.choose(ben, conversation, { clearedUpTo: 1 }, world.clock.now)
    await pushAll(world)
    expect(shown(world, ben)).toEqual([])
  })

  it('on a device that came only later, and looks for itself', async () => {
    const { world, ada, ben, say } = await newPushing()
    await say(ada)
    const tablet = await registered(world, newSpeaker(ben.user))
    await pushAll(world)
    expect([shown(world, ben).length, shown(world, tablet).length]).toEqual([1, 0])
  })

  it('on a device that was signed out meanwhile', async () => {
    const { world, ada, ben, say } = await newPushing()
    const tablet = await registered(world, newSpeaker(ben.user))
    await say(ada)
    await world.pushEndpoints.remove(tablet)
    await pushAll(world)
    expect(shown(world, tablet)).toEqual([])
    expect(shown(world, ben)).toHaveLength(1)
  })
})

it('comes without a sound in quiet hours, in the zone of whoever it is for', async () => {
  const { world, ada, ben, say } = await newPushing()
  world.clock.now = Date.parse('2026-07-01T22:30:00Z')
  const quietHours = { from: 22 * 60, to: 7 * 60, zone: 'America/New_York' }
  await world.settings.put(ben, { quietHours }, world.clock.now)
  await say(ada)
  await pushAll(world)
  await world.settings.put(ben, { quietHours: { ...quietHours, zone: 'Europe/Berlin' } }, world.clock.now)
  await say(ada)
  await pushAll(world)
  expect(shown(world, ben).map(({ silent }) => silent)).toEqual([false, true])
})

async function entryAfterLast(world: ReturnType<typeof newWorld>, conversation: never | string) {
  const { entries } = await world.log.below(conversation as never, undefined, 1)
  return { ...entries[0]!, seq: entries[0]!.seq + 1, clientId: 'another-client-id' as never }
}
