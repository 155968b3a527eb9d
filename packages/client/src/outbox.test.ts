import { Refusal } from '@parley/protocol/errors'
import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import { ParleyError } from './error.ts'
import type { Storage } from './index.ts'
import { memoryStorage } from './storage/memory.ts'

const world = fakeWorld()

test('the message is in storage before it leaves the device', async () => {
  world.backend.person('bob')
  const storage = memoryStorage()
  const order: string[] = []
  const watched: Storage = {
    ...storage,
    write: async (changes) => {
      await storage.write(changes)
      if (changes.some(({ key, value }) => key.startsWith('outbox/') && value)) order.push('stored')
    },
  }
  const alice = await world.online('alice', { storage: watched })
  const append = world.backend.sends.push
  world.backend.sends.push = (...sent) => {
    order.push('sent')
    return append.apply(world.backend.sends, sent)
  }
  ;(await alice.chat.openDirect('bob')).send('hi')
  await settle()
  expect(order).toEqual(['stored', 'sent'])
})

test('an ack that is lost leads to the same message, not to a second one', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  alice.network.loses = ({ ok }) => ok === true
  const sent = chat.send('once')
  await settle()
  expect(sent.status).toBe('pending')
  alice.network.loses = () => false
  alice.network.cut()
  await pass(30_000)
  expect(await sent.acked).toMatchObject({ seq: 1 })
  expect(new Set(world.backend.sends.map(({ clientId, after }) => `${clientId} ${after}`)).size).toBe(1)
  expect(texts(chat)).toEqual(['once'])
  expect(alice.heard.texts).toEqual(['once'])
})

test('a retry says where the device stood at first, whatever it has heard since', async () => {
  const alice = await world.online('alice')
  world.backend.say('bob', 'alice', 'before')
  const chat = await alice.chat.openDirect('bob')
  await settle()
  alice.network.isHalfOpen = true
  chat.send('mine')
  await settle()
  world.backend.say('bob', 'alice', 'meanwhile')
  alice.network.isHalfOpen = false
  alice.network.cut()
  await pass(60_000)
  expect(texts(chat)).toEqual(['before', 'meanwhile', 'mine'])
  expect(world.backend.sends.find(({ text }) => text === 'mine')).toMatchObject({ after: 1 })
})

test('history may show a message before its ack comes: it is shown once', async () => {
  const alice = await world.online('alice')
  world.backend.person('bob')
  const chat = await alice.chat.openDirect('bob')
  const late: (() => void)[] = []
  alice.network.passes = (frame, pass) => (frame.seq ? late.push(pass) : pass())
  const sent = chat.send('mine')
  await settle()
  world.backend.say('bob', 'alice', 'theirs')
  await pass(1_000)
  expect(texts(chat)).toEqual(['mine', 'theirs'])
  expect(chat.pending).toEqual([])
  expect(sent.status).toBe('sent')
  for (const pass of late) pass()
  await pass(1_000)
  expect(texts(chat)).toEqual(['mine', 'theirs'])
  expect(alice.heard.seqs).toEqual([1, 2])
})

test('an own message stays on its way until what was written before it has come', async () => {
  const alice = await world.online('alice')
  world.backend.person('bob')
  const chat = await alice.chat.openDirect('bob')
  alice.network.loses = ({ event }) => event === 'entries'
  world.backend.say('bob', 'alice', 'theirs')
  const sent = chat.send('mine')
  await settle()
  expect(await sent.acked).toMatchObject({ seq: 2 })
  expect(chat.pending).toEqual([sent])
  expect(chat.messages).toEqual([])
  await pass(1_000)
  expect(texts(chat)).toEqual(['theirs', 'mine'])
  expect(chat.pending).toEqual([])
})

test('messages written offline go out in order when the network is back', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  alice.network.isDown = true
  alice.network.cut()
  for (const text of ['one', 'two', 'three']) chat.send(text)
  await pass(300_000)
  expect(chat.pending.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending'])
  alice.network.isDown = false
  await pass(60_000)
  expect(texts(chat)).toEqual(['one', 'two', 'three'])
  expect(alice.heard.errors).toEqual([])
})

test('one conversation that waits holds up no other', async () => {
  world.backend.person('bob')
  world.backend.person('carol')
  const alice = await world.online('alice')
  world.backend.refusals.push({ name: 'send', refusal: new Refusal('RATE_LIMITED', undefined, 60_000) })
  const toBob = await alice.chat.openDirect('bob')
  const toCarol = await alice.chat.openDirect('carol')
  toBob.send('waits')
  toCarol.send('goes')
  await settle()
  expect(toCarol.pending).toEqual([])
  expect(toBob.pending).toHaveLength(1)
  await pass(59_000)
  expect(toBob.pending).toHaveLength(1)
  await pass(3_000)
  expect(texts(toBob)).toEqual(['waits'])
})

describe('an error that no retry can help', () => {
  test('fails the message, lets the next ones through, and is told', async () => {
    world.backend.person('bob')
    const alice = await world.online('alice')
    const chat = await alice.chat.openDirect('bob')
    world.backend.refusals.push({ name: 'send', refusal: new Refusal('NOT_FOUND') })
    const failed = chat.send('lost')
    chat.send('goes')
    await expect(failed.acked).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await settle()
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND' } })
    expect(texts(chat)).toEqual(['goes'])
    expect(chat.pending).toEqual([failed])
  })

  test('is kept over a restart; the message can be retried, as the same message', async () => {
    world.backend.person('bob')
    const alice = await world.online('alice')
    world.backend.refusals.push({ name: 'send', refusal: new Refusal('NOT_FOUND') })
    const { clientId } = (await alice.chat.openDirect('bob')).send('again')
    await settle()
    await alice.chat.close()

    const later = await world.online('alice', { storage: alice.storage })
    const chat = await later.chat.openDirect('bob')
    const [failed] = chat.pending
    expect(failed).toMatchObject({ status: 'failed', clientId, error: { code: 'NOT_FOUND' } })
    failed?.retry()
    await settle()
    expect(await failed?.acked).toMatchObject({ seq: 1 })
    expect(chat.messages).toMatchObject([{ text: 'again', clientId }])
  })

  test('leaves a message that can be discarded for good', async () => {
    world.backend.person('bob')
    const alice = await world.online('alice')
    const chat = await alice.chat.openDirect('bob')
    world.backend.refusals.push({ name: 'send', refusal: new Refusal('NOT_FOUND') })
    const failed = chat.send('never mind')
    await settle()
    await failed.discard()
    expect(chat.pending).toEqual([])
    await alice.chat.close()
    const later = await world.online('alice', { storage: alice.storage })
    expect((await later.chat.openDirect('bob')).pending).toEqual([])
  })
})

test('what cannot be sent for a day is given up, and said so', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  alice.network.isDown = true
  alice.network.cut()
  const sent = chat.send('late')
  await pass(23 * 3_600_000)
  expect(sent.status).toBe('pending')
  await pass(3_600_000)
  expect(sent).toMatchObject({ status: 'failed', error: { code: 'OUTBOX_EXPIRED' } })
  alice.network.isDown = false
  await pass(60_000)
  expect(world.backend.sends).toEqual([])
  sent.retry()
  await settle()
  expect(texts(chat)).toEqual(['late'])
})

test.each([
  ['', false],
  [' without a network', true],
])(
  'a storage that is full fails the message%s, and nothing is sent that was not stored',
  async (_, isDown) => {
    world.backend.person('bob')
    const storage = memoryStorage()
    let isFull = false
    const alice = await world.online('alice', {
      storage: {
        ...storage,
        write: async (changes) => {
          if (isFull) throw new ParleyError('STORAGE_FULL')
          await storage.write(changes)
        },
      },
    })
    const chat = await alice.chat.openDirect('bob')
    alice.network.isDown = isDown
    if (isDown) alice.network.cut()
    await settle()
    isFull = true
    const sent = chat.send('too much')
    await settle()
    expect(sent).toMatchObject({ status: 'failed', error: { code: 'STORAGE_FULL' } })
    expect(world.backend.sends).toEqual([])
    isFull = false
    alice.network.isDown = false
    sent.retry()
    await pass(60_000)
    expect(texts(chat)).toEqual(['too much'])
  },
)

test('a text that no frame carries goes over HTTPS, in its turn', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  const long = '👋'.repeat(50_000)
  for (const text of ['before', long, 'after']) chat.send(text)
  await settle()
  expect(chat.messages.map(({ text }) => text?.length)).toEqual([6, 100_000, 5])
  expect(world.backend.calls.filter((name) => name === 'sendLong')).toHaveLength(1)
  expect(world.backend.calls).not.toContain('getText')
})

test('an own long text is not fetched, even if history shows it before its ack', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  const handle = world.backend.handle.bind(world.backend)
  world.backend.handle = (method, url, ...rest) => {
    const reply = handle(method, url, ...rest)
    return method === 'POST' && url.pathname.endsWith('/messages') ? { status: 502, body: {} } : reply
  }
  chat.send('long '.repeat(4_000))
  await settle()
  alice.network.cut()
  await pass(5_000)
  expect(chat.messages.map(({ text }) => text?.length)).toEqual([20_000])
  expect(chat.pending).toEqual([])
  expect(world.backend.calls).not.toContain('getText')
})

test.each([
  ['empty', ''],
  ['too long', 'x'.repeat(100_001)],
  ['not Unicode', 'a\ud800b'],
])('a text that is %s is refused at once', async (_, text) => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  expect(() => chat.send(text)).toThrow(ParleyError)
  expect(chat.pending).toEqual([])
})
