import { RECEIPTS_PER_FRAME } from '@parley/protocol'
import { Refusal } from '@parley/protocol/errors'
import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import { DEFAULT_TIMING } from './timing.ts'

const world = fakeWorld()
const { receiptMs, receiptEveryMs } = DEFAULT_TIMING
const said = () => world.backend.receipts.map(({ delivered, read }) => ({ delivered, read }))

test('many messages in a moment are one receipt', async () => {
  await world.online('alice')
  for (let number = 0; number < 20; number++) world.backend.say('bob', 'alice', 'hi')
  await pass(receiptMs - 1)
  expect(said()).toEqual([])
  await pass(10_000)
  expect(said()).toEqual([{ delivered: 20, read: 0 }])
})

test('a message that comes after a silence is receipted as well', async () => {
  await world.online('alice')
  await pass(20_000)
  world.backend.say('bob', 'alice', 'hi')
  await pass(2 * receiptMs)
  expect(said()).toEqual([{ delivered: 1, read: 0 }])
})

test('a steady stream of messages costs one receipt a while, and the last is said', async () => {
  await world.online('alice')
  for (let number = 0; number < 100; number++) {
    world.backend.say('bob', 'alice', 'hi')
    await pass(100)
  }
  await pass(receiptEveryMs)
  expect(said().length).toBeLessThanOrEqual(12)
  expect(said().at(-1)).toEqual({ delivered: 100, read: 0 })
})

test('what is read as it comes is said in one go', async () => {
  const alice = await world.online('alice')
  alice.chat.on('message', ({ conversation }) => conversation.markRead())
  world.backend.say('bob', 'alice', 'hi')
  await pass(10_000)
  expect(said()).toEqual([{ delivered: 1, read: 1 }])
})

test('many conversations share a frame, up to its limit', async () => {
  for (let number = 0; number < RECEIPTS_PER_FRAME + 10; number++)
    world.backend.say(`p${number}`, 'alice', 'hi')
  await world.online('alice')
  await settle()
  await pass(receiptMs)
  expect(said()).toHaveLength(RECEIPTS_PER_FRAME)
  await pass(receiptEveryMs)
  expect(said()).toHaveLength(RECEIPTS_PER_FRAME + 10)
  await pass(60_000)
  expect(said()).toHaveLength(RECEIPTS_PER_FRAME + 10)
})

test('one’s own messages are no reason for a receipt', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  ;(await alice.chat.openDirect('bob')).send('hi')
  await pass(10_000)
  expect(tablet.heard.texts).toEqual(['hi'])
  expect(said()).toEqual([])
})

test('a receipt that was not answered is said again, on the next connection or by the next client', async () => {
  const alice = await world.online('alice')
  world.backend.say('bob', 'alice', 'hi')
  await settle()
  alice.chat.conversations()[0]?.markRead()
  await settle()
  alice.network.isHalfOpen = true
  await pass(5_000)
  expect(said()).toEqual([])
  await alice.chat.close()
  await world.online('alice', { storage: alice.storage })
  await pass(5_000)
  expect(said()).toEqual([{ delivered: 1, read: 1 }])
})

test('a refused receipt is dropped and told; the others are said all the same', async () => {
  for (const name of ['bob', 'carol']) world.backend.say(name, 'alice', 'hi')
  const alice = await world.online('alice')
  world.backend.refusals.push({ name: 'receipt', refusal: new Refusal('NOT_FOUND') })
  world.backend.refusals.push({ name: 'receipt', refusal: new Refusal('NOT_FOUND') })
  await pass(60_000)
  expect(said()).toHaveLength(1)
  expect(alice.heard.errors).toEqual(['NOT_FOUND'])
})

test('the other side’s receipts set the status of one’s messages, and only move it forward', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  for (const text of ['one', 'two', 'three']) chat.send(text)
  await settle()
  const states = () => chat.messages.map((message) => chat.statusOf(message))
  expect(states()).toEqual(['sent', 'sent', 'sent'])
  world.backend.mark('bob', 'alice', { delivered: 2, read: 1 })
  await settle()
  expect(states()).toEqual(['read', 'delivered', 'sent'])
  world.backend.mark('bob', 'alice', { delivered: 1, read: 0 })
  await settle()
  expect(states()).toEqual(['read', 'delivered', 'sent'])
  expect(alice.heard.receipts[0]).toBe('2/1')
})

test('a receipt may come before the ack of the message it is about', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  const late: (() => void)[] = []
  alice.network.passes = (frame, pass) => (frame.seq ? late.push(pass) : pass())
  chat.send('hi')
  await settle()
  world.backend.mark('bob', 'alice', { delivered: 1, read: 1 })
  await settle()
  for (const pass of late) pass()
  await settle()
  expect(chat.statusOf(chat.messages[0]!)).toBe('read')
})
