import { TYPING_EVERY_MS } from '@parley/protocol/limits'
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'

const world = fakeWorld()
const said = () => world.backend.people.typings.map(({ doing }) => doing)

async function pair() {
  const alice = await world.online('alice')
  const bob = await world.online('bob')
  const chat = await alice.chat.openDirect('bob')
  const theirs = await bob.chat.openDirect('alice')
  let told = 0
  bob.chat.on('typing', ({ conversation }) => {
    if (conversation === theirs) told++
  })
  return { alice, bob, chat, theirs, me: alice.chat.me!.user, told: () => told }
}

test('every keystroke may be said: one notice goes out in three seconds, and shows until nothing more is said', async () => {
  const { chat, theirs, me, told } = await pair()
  for (let key = 0; key < 50; key++) chat.typing()
  await settle()
  expect(said()).toEqual(['typing'])
  expect([...theirs.typists]).toEqual([[me, 'typing']])
  await pass(TYPING_EVERY_MS)
  chat.typing()
  await settle()
  expect(said()).toEqual(['typing', 'typing'])
  await pass(2 * TYPING_EVERY_MS - 1)
  expect([theirs.typists.size, told()]).toEqual([1, 1])
  await pass(1)
  expect([theirs.typists.size, told()]).toEqual([0, 2])
})

test('that one no longer writes is said once, and only if anything was', async () => {
  const { chat, theirs, me } = await pair()
  chat.typing('nothing')
  chat.typing('recording')
  await settle()
  expect(theirs.typists.get(me)).toBe('recording')
  chat.typing('nothing')
  chat.typing('nothing')
  await settle()
  expect(said()).toEqual(['recording', 'nothing'])
  expect(theirs.typists.size).toBe(0)
})

test('a message ends the writing of it, for both sides', async () => {
  const { bob, chat, theirs, me } = await pair()
  chat.typing()
  await settle()
  expect(theirs.typists.has(me)).toBe(true)
  bob.network.loses = ({ doing }) => doing === 'nothing'
  const typists: number[] = []
  bob.chat.on('message', () => typists.push(theirs.typists.size))
  chat.send('hello')
  await settle()
  expect(said()).toEqual(['typing', 'nothing'])
  expect(typists).toEqual([0])
  chat.send('again')
  await settle()
  expect(said()).toEqual(['typing', 'nothing'])
})

test('nobody is told in a large group, of somebody blocked, or while disconnected; and nothing fails', async () => {
  const { alice, chat } = await pair()
  world.backend.person('carol')
  world.backend.limits.small = 2
  const large = (await alice.chat.createGroup({
    title: 'Everybody',
    members: ['bob', 'carol'],
  })) as typeof chat
  await settle()
  await alice.chat.disconnect()
  await alice.chat.connect()
  large.typing()
  await chat.block()
  chat.typing()
  await chat.block(false)
  alice.chat.disconnect()
  chat.typing()
  await settle()
  expect([said(), alice.heard.errors]).toEqual([[], []])
})
