import { Refusal } from '@parley/protocol/errors'
import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import { DEFAULT_TIMING } from './timing.ts'

const world = fakeWorld()
const { heartbeatMs, replyMs, backoffBaseMs, backoffCapMs } = DEFAULT_TIMING

test('connecting goes from a ticket over a socket and a sync to online', async () => {
  const { chat, heard } = await world.device('alice')
  expect(chat.connection).toBe('offline')
  world.backend.calls.splice(0)
  await chat.connect()
  expect(heard.states).toEqual(['connecting', 'online'])
  expect(world.backend.calls).toEqual(['createTicket', 'sync'])
})

test('a cut is repaired with nothing for the user to see: no error, no gap, no message twice', async () => {
  const alice = await world.online('alice')
  world.backend.say('bob', 'alice', 'one')
  await settle()
  alice.network.cut()
  world.backend.say('bob', 'alice', 'two')
  await pass(30_000)
  world.backend.say('bob', 'alice', 'three')
  await settle()
  expect(alice.heard.texts).toEqual(['one', 'two', 'three'])
  expect(alice.heard.states).toEqual(['connecting', 'online', 'waiting', 'connecting', 'online'])
  expect(alice.heard.errors).toEqual([])
})

test('while the network is down, attempts grow rarer up to the cap; each takes a new ticket', async () => {
  const alice = await world.online('alice')
  const waits: number[] = []
  alice.chat.on(
    'connection',
    ({ state, retryAt }) => state === 'waiting' && waits.push(retryAt! - Date.now()),
  )
  alice.network.isDown = true
  alice.network.cut()
  await pass(300_000)
  const halves = [0, 1, 2, 3, 4, 5].map((attempt) => (backoffBaseMs * 2 ** attempt) / 2)
  expect(waits.slice(0, 6)).toEqual(halves)
  expect(Math.max(...waits)).toBe(backoffCapMs / 2)
  alice.network.isDown = false
  await pass(backoffCapMs)
  expect(alice.chat.connection).toBe('online')
})

test('a socket that ends at once, over and over, is not opened without pause', async () => {
  const alice = await world.online('alice')
  const before = alice.network.opened.length
  alice.chat.on('connection', ({ state }) => {
    if (state === 'online') queueMicrotask(() => alice.network.cut())
  })
  alice.network.cut()
  await pass(120_000)
  expect(alice.network.opened.length - before).toBeLessThan(15)
})

test('the app coming into view ends the wait', async () => {
  const alice = await world.online('alice')
  alice.network.isDown = true
  alice.network.cut()
  await pass(200_000)
  alice.network.isDown = false
  expect(alice.chat.connection).not.toBe('online')
  await pass(backoffCapMs / 2 - 1)
  alice.network.wake()
  await settle()
  expect(alice.chat.connection).toBe('online')
})

describe('a socket that is half open', () => {
  test('is found out by a ping without answer, and replaced', async () => {
    const alice = await world.online('alice')
    alice.network.isHalfOpen = true
    world.backend.say('bob', 'alice', 'unheard')
    await pass(heartbeatMs + replyMs - 1)
    expect(alice.chat.connection).toBe('online')
    alice.network.isHalfOpen = false
    await pass(1 + backoffBaseMs)
    expect(alice.heard.texts).toEqual(['unheard'])
    expect(alice.network.opened).toHaveLength(2)
  })

  test('is found out by a message without ack, before its next ping is due', async () => {
    world.backend.person('bob')
    const alice = await world.online('alice')
    const chat = await alice.chat.openDirect('bob')
    alice.network.isHalfOpen = true
    chat.send('hello')
    await pass(2 * replyMs - 1)
    alice.network.isHalfOpen = false
    await pass(backoffBaseMs + 1)
    expect(chat.messages).toHaveLength(1)
    expect(2 * replyMs + backoffBaseMs).toBeLessThan(heartbeatMs)
  })
})

test('a ping that hears of something missed leads to a sync', async () => {
  const alice = await world.online('alice')
  alice.network.loses = ({ event }) => event === 'entries'
  world.backend.say('bob', 'alice', 'lost on the way')
  alice.network.loses = () => false
  world.backend.resync = true
  await pass(heartbeatMs - 1)
  expect(alice.heard.texts).toEqual([])
  await pass(1)
  await settle()
  expect(alice.heard.texts).toEqual(['lost on the way'])
})

test('a device that connects elsewhere is replaced, stays so, and can take the connection back', async () => {
  const first = await world.online('alice', { name: 'shared-device' })
  const second = await world.online('alice', { name: 'shared-device' })
  await pass(120_000)
  expect(first.chat.connection).toBe('replaced')
  expect(first.network.opened).toHaveLength(1)
  await first.chat.connect()
  await settle()
  expect(second.chat.connection).toBe('replaced')
})

test('a refusal that no retry can help ends the attempts and says why', async () => {
  const { chat, heard } = await world.device('alice')
  world.backend.refusals.push({ name: 'createTicket', refusal: new Refusal('TOO_MANY_DEVICES') })
  await expect(chat.connect()).rejects.toMatchObject({ code: 'TOO_MANY_DEVICES' })
  await pass(120_000)
  expect(heard.states).toEqual(['connecting', 'offline'])
  await chat.connect()
  expect(chat.connection).toBe('online')
})

test('a sync that fails is tried again before anything is called online', async () => {
  const { chat, heard } = await world.device('alice')
  world.backend.refusals.push({ name: 'sync', refusal: new Refusal('INTERNAL') })
  void chat.connect()
  await pass(backoffBaseMs)
  expect(heard.states).toEqual(['connecting', 'waiting', 'connecting', 'online'])
})

test('disconnecting stays offline until asked to connect again', async () => {
  const alice = await world.online('alice')
  alice.chat.disconnect()
  world.backend.say('bob', 'alice', 'hello')
  await pass(600_000)
  expect(alice.chat.connection).toBe('offline')
  expect(alice.network.opened).toHaveLength(1)
  await alice.chat.connect()
  await settle()
  expect(alice.heard.texts).toEqual(['hello'])
})

test('disconnecting in the middle of an attempt leaves no socket behind', async () => {
  const alice = await world.device('alice')
  const attempt = alice.chat.connect()
  alice.chat.disconnect()
  await expect(attempt).rejects.toMatchObject({ code: 'UNREACHABLE' })
  await pass(60_000)
  expect(alice.chat.connection).toBe('offline')
  expect(alice.network.opened).toEqual([])
})

test('a closed client cannot be used again', async () => {
  const alice = await world.online('alice')
  await alice.chat.close()
  await expect(alice.chat.connect()).rejects.toMatchObject({ code: 'CLOSED' })
  await expect(alice.chat.openDirect('alice')).rejects.toMatchObject({ code: 'CLOSED' })
  await settle()
  expect(world.backend.sockets.size).toBe(0)
})
