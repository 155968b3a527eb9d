import { expect, it } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newGroup, newLog } from '../../test/fixtures/log.ts'
import { newPair, newSpeaker } from '../../test/fixtures/people.ts'
import { newPushing, registered } from '../../test/fixtures/pushing.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { deliver } from './deliver.ts'
import { deliverPart } from './deliver-part.ts'

const printed = captureConsole()

it('has those pushed to at once who listen nowhere', async () => {
  const { world, ada, ben, conversation, say } = await newPushing()
  await say(ada)
  expect(world.pushes.take()).toEqual([
    {
      work: { conversation, first: 1, last: 1, people: [{ user: ben.user, devices: [ben.device] }] },
      delayMs: 0,
    },
  ])
})

it('waits for who listens somewhere: that device may say that it has received it', async () => {
  const { world, ada, ben, say } = await newPushing()
  const phone = await world.connect(newSpeaker(ben.user))
  await say(ada)
  expect(world.pushes.take()).toMatchObject([{ delayMs: world.rules.pushAfter }])
  await world.sockets.drop(phone)
  await say(ada)
  expect(world.pushes.take()).toMatchObject([{ delayMs: 0 }])
})

it('sends nothing while nobody can be pushed to', async () => {
  const world = newWorld()
  const { ada, ben, conversation } = newPair()
  await world.connect(ben)
  const { write, entries } = newLog(world, conversation)
  await write(ada)
  await deliver(entries, world)
  expect(world.pushes.take()).toEqual([])
})

it('sends nothing where push is off', async () => {
  const { world, ada, entries, write } = await newPushing()
  await write(ada)
  expect(await deliver(entries, { ...world, pushes: undefined })).toEqual(new Set())
  expect(world.pushes.take()).toEqual([])
})

it('pushes messages and nothing else, and nothing to their authors', async () => {
  const { world, ada, ben, say } = await newPushing()
  await say(ada)
  world.pushes.take()
  await say(ada, { kind: 'edit', target: 1, content: { kind: 'text', text: 'other' } })
  await say(ada, { kind: 'reaction', target: 1, emoji: '👍' })
  await say(ada, { kind: 'deletion', target: 1 })
  await say(ada, { kind: 'change', change: { type: 'settings', settings: { disappearAfter: 60 } } })
  await say(ada, 'gone by now', world.clock.now)
  expect(world.pushes.take()).toEqual([])
  await say(ben)
  expect(world.pushes.take().flatMap(({ work }) => work.people)).toMatchObject([{ user: ada.user }])
})

it('sends one work a conversation, of all that is new there, and one more for those who listen', async () => {
  const world = newWorld()
  const { owner, members, entries, write, conversation } = await newGroup(world, 4)
  const [one, two, three] = await Promise.all(members.map((member) => registered(world, member)))
  await world.connect(three!)
  for (const text of ['a', 'b', 'c']) await write(owner, text)
  await deliver(entries, world)
  const sent = world.pushes.take()
  expect(sent.map(({ work, delayMs }) => [delayMs, work.conversation, work.first, work.last])).toEqual([
    [0, conversation, 2, 4],
    [world.rules.pushAfter, conversation, 2, 4],
  ])
  const people = sent.map(({ work }) => new Set(work.people.map(({ user }) => user)))
  expect(people[0]).toEqual(new Set([one!.user, two!.user, members[3]!.user]))
  expect(people[1]).toEqual(new Set([three!.user]))
})

it('pushes to the people of its part of a large group', async () => {
  const world = newWorld({ groups: { members: 10, small: 2 } })
  const { owner, members, entries, write } = await newGroup(world, 4)
  const near = await registered(world, members.toSorted((a, b) => (a.user < b.user ? -1 : 1))[0]!)
  const far = await registered(world, members.toSorted((a, b) => (a.user < b.user ? 1 : -1))[0]!)
  await write(owner)
  await deliver(entries, world)
  const [part] = world.parts.take()
  await deliverPart({ ...part!, upTo: near.user }, world)
  const people = world.pushes.take().flatMap(({ work }) => work.people)
  expect(people).toEqual([{ user: near.user, devices: [near.device] }])
  await deliverPart({ ...part!, after: near.user }, world)
  expect(world.pushes.take().flatMap(({ work }) => work.people)).toMatchObject([{ user: far.user }])
})

it('never fails a delivery, and says by name only that it could not push', async () => {
  const { world, ada, ben, entries, write } = await newPushing()
  const phone = await world.connect(newSpeaker(ben.user))
  await write(ada, 'a text that belongs in no log')
  const pushes = { send: () => Promise.reject(new Error('a text that belongs in no log')) }
  expect(await deliver(entries, { ...world, pushes })).toEqual(new Set())
  expect(world.eventsOf(phone)).toHaveLength(1)
  expect(printed()).toHaveLength(1)
  expect(printed().join()).not.toContain('a text that')
})
