import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import type { Conversation } from './index.ts'

const world = fakeWorld()

function userOf(handle: string) {
  return world.backend.person(handle).user as never
}

/** A group of alice's with bob and carol, as alice's device has it. */
async function group(): Promise<{ alice: Awaited<ReturnType<typeof world.online>>; chat: Conversation }> {
  for (const name of ['bob', 'carol']) world.backend.person(name)
  const alice = await world.online('alice')
  const chat = await alice.chat.createGroup({ title: 'Book club', members: ['bob', userOf('carol')] })
  await settle()
  return { alice, chat }
}

describe('receipts of a group', () => {
  test('make a message delivered and read when all who were in it have', async () => {
    const { chat } = await group()
    const sent = chat.send('hello')
    await settle()
    const { seq } = await sent.acked
    const message = () => chat.messages.find((one) => one.seq === seq)!
    expect(chat.statusOf(message())).toBe('sent')
    world.backend.markIn(chat.id, 'bob', { delivered: seq, read: seq })
    await settle()
    expect(chat.receiptsOf(message())).toEqual({ delivered: [userOf('bob')], read: [userOf('bob')], of: 2 })
    expect(chat.statusOf(message())).toBe('sent')
    world.backend.markIn(chat.id, 'carol', { delivered: seq, read: 0 })
    await settle()
    expect(chat.statusOf(message())).toBe('delivered')
    await chat.addMembers([userOf('dave')])
    world.backend.markIn(chat.id, 'carol', { delivered: seq, read: seq })
    await settle()
    expect(chat.statusOf(message())).toBe('read')
  })

  test('that came while a device was away are asked for, and survive a restart', async () => {
    const { alice, chat } = await group()
    const { seq } = await Promise.all([chat.send('hello').acked, settle()]).then(([ack]) => ack)
    alice.network.isDown = true
    alice.network.cut()
    for (const name of ['bob', 'carol']) world.backend.markIn(chat.id, name, { delivered: seq, read: seq })
    alice.network.isDown = false
    await pass(60_000)
    expect(chat.statusOf(chat.messages.at(-1)!)).toBe('read')
    await alice.chat.close()
    const offline = await world.device('alice', { storage: alice.storage })
    offline.network.isDown = true
    const later = offline.chat.conversation(chat.id)!
    await later.history()
    expect(later.statusOf(later.messages.at(-1)!)).toBe('read')
  })
})

describe('a large group', () => {
  test('is looked at on every connection, for no row says what is new', async () => {
    world.backend.limits.small = 2
    const bob = await world.online('bob')
    const { chat } = await group()
    world.backend.sayIn(chat.id, 'carol', 'live')
    await settle()
    expect(texts(bob.chat.conversations()[0]!)).toEqual([undefined, 'live'])
    bob.network.isDown = true
    bob.network.cut()
    world.backend.sayIn(chat.id, 'carol', 'missed')
    await settle()
    bob.network.isDown = false
    await pass(60_000)
    expect(texts(bob.chat.conversations()[0]!)).toEqual([undefined, 'live', 'missed'])
    expect(bob.chat.conversations()[0]).toMatchObject({ unread: 2 })
  })

  test('costs one look a connection when nothing is new', async () => {
    world.backend.limits.small = 2
    const { alice } = await group()
    const looks = () => world.backend.calls.filter((name) => name === 'listEntries').length
    await settle()
    const before = looks()
    alice.network.cut()
    await pass(60_000)
    expect(looks() - before).toBe(1)
  })
})
