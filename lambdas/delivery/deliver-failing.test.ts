import { beforeEach, expect, it } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newGroup, newLog, positionsHeard } from '../../test/fixtures/log.ts'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { News } from '../ports.ts'
import { deliver } from './deliver.ts'

const SECRET = 'a text that belongs in no log'
const printed = captureConsole()
beforeEach(() => () => expect(printed().join()).not.toContain(SECRET))

/** An entry of Ada's that Ben hears on a phone, and one of a second pair, of whom one listens as well. */
async function scene() {
  const world = newWorld()
  const [one, two] = [await world.newPair(), await world.newPair()]
  const entries = [
    await newLog(world, one.conversation).write(one.ada, SECRET),
    await newLog(world, two.conversation).write(two.ada, SECRET),
  ]
  const [phone, other] = [await world.connect(one.ben), await world.connect(two.ben)]
  return { world, one, two, entries, phone, other }
}

/** An inbox that cannot be written for some news. */
const failingFor = (world: World, isBad: (user: string, news: News) => boolean): World['inbox'] => ({
  ...world.inbox,
  advance: (user, news, now) =>
    isBad(user, news) ? Promise.reject(new Error(SECRET)) : world.inbox.advance(user, news, now),
})

it('reports the conversation whose rows cannot be written, and finishes the others', async () => {
  const { world, one, two, entries, phone, other } = await scene()
  const inbox = failingFor(world, (_, { conversation }) => conversation === two.conversation)
  expect(await deliver(entries, { ...world, inbox })).toEqual(new Set([two.conversation]))
  expect(positionsHeard(world, phone)).toEqual([1])
  expect(positionsHeard(world, other)).toEqual([])
  expect(await world.inbox.row(one.ben.user, one.conversation)).toBeDefined()
  expect(printed()).toHaveLength(1)
})

it('brings it to everybody else of that conversation: one row that fails holds up nobody', async () => {
  const world = newWorld()
  const { conversation, owner, members, entries, write } = await newGroup(world, 3)
  const sockets = await Promise.all(members.map(world.connect))
  await write(owner, SECRET)
  const inbox = failingFor(world, (user) => user === members[1]!.user)
  expect(await deliver(entries, { ...world, inbox })).toEqual(new Set([conversation]))
  expect(sockets.map((socket) => positionsHeard(world, socket))).toEqual([[1, 2], [], [1, 2]])

  expect(await deliver(entries, world)).toEqual(new Set())
  expect(positionsHeard(world, sockets[1]!)).toEqual([1, 2])
})

it('takes a post that failed for no known reason as missed: it rings, and holds up no other socket', async () => {
  const { world, one, entries, phone } = await scene()
  const laptop = await world.connect(newSpeaker(one.ben.user))
  world.post.answer(phone, 'fault')
  expect(await deliver(entries, world)).toEqual(new Set())
  expect(positionsHeard(world, laptop)).toEqual([1])
  expect(await world.sockets.takeMissed(phone)).toBe(true)
  expect(printed()).toHaveLength(1)
})

it('posts to 497 of 500 when three fail, and those learn that they missed something', async () => {
  const world = newWorld({ groups: { members: 600, small: 600 } })
  const { owner, members, entries, write } = await newGroup(world, 500)
  const sockets = await Promise.all(members.map(world.connect))
  await write(owner, SECRET)
  const bad = [sockets[0]!, sockets[250]!, sockets[499]!]
  for (const socket of bad) world.post.answer(socket, 'throttled')
  expect(await deliver(entries, world)).toEqual(new Set())
  const heard = sockets.filter((socket) => positionsHeard(world, socket).join() === '1,2')
  expect(heard).toHaveLength(497)
  const missed = await Promise.all(sockets.map((socket) => world.sockets.takeMissed(socket)))
  expect(sockets.filter((_, index) => missed[index])).toEqual(bad)
})

it('reports a conversation that cannot be read, and finishes the others', async () => {
  const { world, two, entries, phone, other } = await scene()
  const known: World['known'] = {
    ...world.known,
    at: (id, version) =>
      id === two.conversation ? Promise.reject(new Error()) : world.known.at(id, version),
  }
  expect(await deliver(entries, { ...world, known })).toEqual(new Set([two.conversation]))
  expect([phone, other].map((socket) => positionsHeard(world, socket))).toEqual([[1], []])
})

it('reports all if it cannot be read who is listening, and has written the rows', async () => {
  const { world, one, two, entries } = await scene()
  const sockets = { ...world.sockets, listeningOf: () => Promise.reject(new Error()) }
  expect(await deliver(entries, { ...world, sockets })).toEqual(new Set([one.conversation, two.conversation]))
  expect(await world.inbox.row(two.ben.user, two.conversation)).toMatchObject({ head: { seq: 1, n: 1 } })
})

it('reports a conversation of which what has expired cannot be let go, and has delivered it', async () => {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const { write, entries } = newLog(world, conversation)
  const phone = await world.connect(ben)
  for (const text of ['one', 'two']) await write(ada, text, world.clock.now + 1_000)
  const log = { ...world.log, mayVanish: () => Promise.reject(new Error()) }
  expect(await deliver(entries, { ...world, log })).toEqual(new Set([conversation]))
  expect(positionsHeard(world, phone)).toEqual([1, 2])
})
