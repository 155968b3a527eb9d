import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import { ParleyError } from './error.ts'
import { memoryStorage } from './storage/memory.ts'

const world = fakeWorld()
const LONG = 'long '.repeat(4_000)

function say(count: number, from = 'bob', to = 'alice'): void {
  for (let number = 1; number <= count; number++) world.backend.say(from, to, `${from} ${number}`)
}

function upTo(count: number, from = 1): number[] {
  return Array.from({ length: count - from + 1 }, (_, index) => from + index)
}

test('a conversation someone else begins appears by itself, with a name', async () => {
  const alice = await world.online('alice')
  say(2)
  await settle()
  const [chat] = alice.chat.conversations()
  expect(chat).toMatchObject({ with: { handle: 'bob', name: 'BOB' }, unread: 2, preview: 'bob 2' })
  expect(await alice.chat.openDirect('bob')).toBe(chat)
})

test('conversations are listed by their latest activity', async () => {
  const alice = await world.online('alice')
  say(1, 'bob')
  say(2, 'carol')
  await settle()
  expect(alice.chat.conversations().map((chat) => chat.with?.handle)).toEqual(['carol', 'bob'])
  say(2, 'bob')
  await settle()
  expect(alice.chat.conversations().map((chat) => chat.with?.handle)).toEqual(['bob', 'carol'])
})

describe('history', () => {
  test('pages back to the beginning, each page joining the messages in memory', async () => {
    say(130)
    const alice = await world.online('alice')
    await pass(5_000)
    await alice.chat.close()
    const again = await world.online('alice', { storage: alice.storage })
    const chat = await again.chat.openDirect('bob')
    const sizes = [chat.messages.length]
    while (chat.more) {
      await chat.history()
      sizes.push(chat.messages.length)
    }
    expect(sizes).toEqual([50, 100, 130])
    expect(chat.messages.map(({ seq }) => seq)).toEqual(upTo(130))
    expect(await chat.history()).toMatchObject({ messages: [], more: false })
  })

  test('that this device holds is read without the network', async () => {
    say(80)
    const alice = await world.online('alice')
    await settle()
    await alice.chat.close()
    const offline = await world.device('alice', { storage: alice.storage })
    offline.network.isDown = true
    const chat = await offline.chat.openDirect('bob')
    expect(chat.messages).toHaveLength(50)
    await chat.history()
    expect(chat.messages.map(({ seq }) => seq)).toEqual(upTo(80))
  })

  test('of any place is to be had, in both directions', async () => {
    say(100)
    const alice = await world.online('alice')
    await settle()
    const chat = alice.chat.conversations()[0]!
    const before = await chat.history({ before: 40, limit: 3 })
    expect(before.messages.map(({ seq }) => seq)).toEqual([37, 38, 39])
    expect(before.more).toBe(true)
    const after = await chat.history({ after: 97, limit: 10 })
    expect(after).toMatchObject({ messages: [{ seq: 98 }, { seq: 99 }, { seq: 100 }], more: false })
    expect(chat.messages).toHaveLength(100)
  })
})

describe('unread', () => {
  test('follows messages, reading and other devices, and survives a restart', async () => {
    const phone = await world.online('alice')
    const tablet = await world.online('alice', { name: 'alice-tablet' })
    say(5)
    await settle()
    const [onPhone, onTablet] = [phone.chat.conversations()[0]!, tablet.chat.conversations()[0]!]
    expect([onPhone.unread, onTablet.unread]).toEqual([5, 5])
    onPhone.markRead(3)
    await pass(1_000)
    expect([onPhone.unread, onTablet.unread]).toEqual([2, 2])
    onTablet.markRead()
    await pass(1_000)
    expect([onPhone.unread, onTablet.unread]).toEqual([0, 0])
    await phone.chat.close()
    say(2)
    const again = await world.online('alice', { storage: phone.storage })
    await settle()
    expect(again.chat.conversations()[0]?.unread).toBe(2)
  })

  test('is exact on a new device, even where another one reads what this one does not hold', async () => {
    const phone = await world.online('alice')
    say(100)
    await pass(5_000)
    const tablet = await world.online('alice', { name: 'alice-tablet' })
    const onTablet = tablet.chat.conversations()[0]!
    expect(onTablet.unread).toBe(100)
    phone.chat.conversations()[0]!.markRead(60)
    await pass(2_000)
    expect(onTablet.unread).toBe(40)
  })
})

describe('a long text', () => {
  test('is fetched before its message is delivered', async () => {
    const alice = await world.online('alice')
    world.backend.say('bob', 'alice', LONG)
    await settle()
    expect(alice.heard.texts).toEqual([LONG])
  })

  test('stays away where the app wants it so, until it is asked for', async () => {
    const alice = await world.online('alice', { fetchLongText: false })
    world.backend.say('bob', 'alice', LONG)
    await settle()
    const chat = alice.chat.conversations()[0]!
    expect(chat.messages[0]).toMatchObject({ preview: LONG.slice(0, 80), long: { chars: LONG.length } })
    expect(chat.messages[0]).not.toHaveProperty('text')
    expect(await chat.text(chat.messages[0]!)).toBe(LONG)
    expect(chat.messages[0]?.text).toBe(LONG)
    expect(world.backend.calls.filter((call) => call === 'getText')).toHaveLength(1)
  })

  test('that cannot be fetched keeps no message back', async () => {
    const alice = await world.online('alice')
    const { call } = { call: world.backend.handle.bind(world.backend) }
    world.backend.handle = (method, url, ...rest) =>
      url.pathname.endsWith('/text') ? { status: 500, body: {} } : call(method, url, ...rest)
    world.backend.say('bob', 'alice', LONG)
    world.backend.say('bob', 'alice', 'short')
    await settle()
    expect(alice.heard.texts).toEqual([undefined, 'short'])
  })
})

test('a storage that fails is told, and what it could not keep is delivered once it can', async () => {
  const storage = memoryStorage()
  let isFull = false
  const write: typeof storage.write = async (changes) => {
    if (isFull) throw new ParleyError('STORAGE_FULL')
    await storage.write(changes)
  }
  const alice = await world.online('alice', { storage: { ...storage, write } })
  isFull = true
  say(3)
  await settle()
  expect(alice.heard.errors).toContain('STORAGE_FULL')
  expect(alice.heard.seqs).toEqual([])
  expect(world.backend.receipts).toEqual([])
  isFull = false
  await pass(60_000)
  expect(alice.heard.seqs).toEqual([1, 2, 3])
})

test('a listener that throws stops neither the others nor the client', async () => {
  const alice = await world.online('alice')
  const thrown: unknown[] = []
  const listener = (error: unknown) => thrown.push(error)
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', listener)
  const stop = alice.chat.on('message', () => {
    throw new Error('the app is broken')
  })
  say(1)
  await settle()
  stop()
  process.removeListener('uncaughtException', listener)
  for (const other of others) process.on('uncaughtException', other)
  expect(thrown).toMatchObject([{ message: 'the app is broken' }])
  expect(alice.heard.seqs).toEqual([1])
})

test('two clients cannot have one storage', async () => {
  const alice = await world.online('alice')
  await expect(world.device('alice', { storage: alice.storage })).rejects.toMatchObject({
    code: 'STORAGE_BUSY',
  })
})

test('a storage stays with the device it was made for', async () => {
  const alice = await world.device('alice')
  await alice.chat.close()
  await expect(world.device('alice', { storage: alice.storage, name: 'other-device' })).rejects.toMatchObject(
    {
      code: 'BAD_REQUEST',
    },
  )
})

test('notes to oneself are one conversation, read at once', async () => {
  const phone = await world.online('alice')
  const tablet = await world.online('alice', { name: 'alice-tablet' })
  const notes = await phone.chat.openDirect('alice')
  notes.send('milk')
  await settle()
  expect(texts(notes)).toEqual(['milk'])
  expect(tablet.heard.texts).toEqual(['milk'])
  expect([notes.unread, tablet.chat.conversations()[0]?.unread]).toEqual([0, 0])
})
