import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import { memoryStorage } from './storage/memory.ts'

const world = fakeWorld()

function say(count: number, from = 'bob', to = 'alice'): void {
  for (let number = 1; number <= count; number++) world.backend.say(from, to, `${from} ${number}`)
}

function upTo(count: number, from = 1): number[] {
  return Array.from({ length: count - from + 1 }, (_, index) => from + index)
}

describe('catching up', () => {
  test('a phone that was offline for a week gets all 5,000 messages, once and in order', async () => {
    const before = await world.online('alice')
    say(1)
    await settle()
    await before.chat.close()
    say(4_999)
    const after = await world.online('alice', { storage: before.storage })
    await settle()
    expect(after.heard.seqs).toEqual(upTo(5_000, 2))
    expect(after.chat.conversations()[0]?.unread).toBe(5_000)
    expect(world.backend.calls.filter((call) => call === 'listEntries')).toHaveLength(25)
  })

  test('what no device has received yet is delivered to the first that comes', async () => {
    say(450)
    const alice = await world.online('alice')
    await settle()
    expect(alice.heard.seqs).toEqual(upTo(450))
  })

  test('a new device of someone who was online is told the new, and loads the old on demand', async () => {
    const phone = await world.online('alice')
    say(120)
    await pass(5_000)
    await phone.chat.close()
    say(3)
    const tablet = await world.online('alice', { name: 'alice-tablet' })
    await settle()
    expect(tablet.heard.seqs).toEqual([121, 122, 123])
    const chat = tablet.chat.conversations()[0]!
    expect(chat.messages.map(({ seq }) => seq)).toEqual([121, 122, 123])
    expect(chat.more).toBe(true)
    expect(await chat.history()).toMatchObject({ more: true })
    expect(chat.messages.map(({ seq }) => seq)).toEqual(upTo(123, 71))
    expect(tablet.heard.seqs).toEqual([121, 122, 123])
  })

  test('messages that come in meanwhile take their place behind the missed ones', async () => {
    say(300)
    const alice = await world.device('alice')
    const online = alice.chat.connect()
    world.backend.say('bob', 'alice', 'live')
    await online
    world.backend.say('bob', 'alice', 'live again')
    await settle()
    expect(alice.heard.seqs).toEqual(upTo(302))
  })

  test('tells every device of a conversation that began while it was away, whoever has received it', async () => {
    const phone = await world.online('alice')
    const tablet = await world.online('alice', { name: 'alice-tablet' })
    tablet.chat.disconnect()
    for (const name of ['bob', 'carol']) say(20, name)
    await pass(5_000)
    expect(phone.heard.seqs).toHaveLength(40)
    world.backend.syncPage = 1
    await tablet.chat.connect()
    await settle()
    expect(tablet.heard.seqs).toHaveLength(40)
  })

  test('tells a device of what another one of its owner wrote, even if it opens the chat before it hears of it', async () => {
    world.backend.person('bob')
    const phone = await world.online('alice')
    const tablet = await world.online('alice', { name: 'alice-tablet' })
    const late: (() => void)[] = []
    tablet.network.passes = (_, pass) => late.push(pass)
    ;(await phone.chat.openDirect('bob')).send('from the phone')
    await settle()
    await tablet.chat.openDirect('bob')
    for (const pass of late) pass()
    await settle()
    expect(tablet.heard.texts).toEqual(['from the phone'])
  })

  test('tells a new device nothing old, however many pages its first sync has and wherever it is cut', async () => {
    const phone = await world.online('alice')
    for (const name of ['bob', 'carol', 'dave', 'erin']) say(3, name)
    await pass(10_000)
    expect(phone.heard.seqs).toHaveLength(12)
    world.backend.syncPage = 1
    const tablet = await world.device('alice', { name: 'alice-tablet' })
    const handle = world.backend.handle.bind(world.backend)
    let syncs = 0
    world.backend.handle = (method, url, ...rest) =>
      url.pathname === '/v1/sync' && ++syncs === 3 ? { status: 500, body: {} } : handle(method, url, ...rest)
    void tablet.chat.connect()
    await pass(10_000)
    expect(tablet.chat.conversations()).toHaveLength(4)
    expect(syncs).toBe(5)
    expect(tablet.heard.seqs).toEqual([])
  })

  test('misses no conversation that begins while a new device is at its first sync', async () => {
    say(2)
    const handle = world.backend.handle.bind(world.backend)
    world.backend.handle = (method, url, ...rest) => {
      const reply = handle(method, url, ...rest)
      if (url.pathname === '/v1/sync' && world.backend.logs.size === 1)
        world.backend.say('carol', 'alice', 'me too')
      return reply
    }
    const alice = await world.online('alice')
    await settle()
    expect(alice.heard.texts.toSorted()).toEqual(['bob 1', 'bob 2', 'me too'])
  })

  test('goes on where a killed client stopped', async () => {
    say(900)
    const first = await world.online('alice')
    first.chat.on('message', ({ message }) => {
      if (message.seq === 450) void first.chat.close()
    })
    await settle()
    const second = await world.online('alice', { storage: first.storage })
    await settle()
    const both = [...first.heard.seqs.filter((seq) => !second.heard.seqs.includes(seq)), ...second.heard.seqs]
    expect(both).toEqual(upTo(900))
    expect(second.heard.seqs[0]).toBeGreaterThan(200)
  })

  test('a cursor the server does not know is no dead end', async () => {
    const storage = memoryStorage()
    const first = await world.online('alice', { storage })
    await first.chat.close()
    await storage.open()
    await storage.write([{ key: 'progress', value: { cursor: 'from another world', isWhole: true } }])
    await storage.close()
    say(2)
    const second = await world.online('alice', { storage })
    await settle()
    expect(second.heard.seqs).toEqual([1, 2])
  })
})
