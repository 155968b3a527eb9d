import { Refusal } from '@parley/protocol/errors'
import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import type { Conversation } from './index.ts'

const world = fakeWorld()
const LONG = 'long '.repeat(4_000)

/** Alice and bob, both online, after alice has said `said`. */
async function talking(...said: string[]) {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const bob = await world.online('bob')
  const toBob = await alice.chat.openDirect('bob')
  for (const text of said) toBob.send(text)
  await settle()
  const toAlice = await bob.chat.openDirect('alice')
  await settle()
  const changed: string[] = []
  bob.chat.on('changed', ({ message }) => {
    changed.push(`${message.seq} ${message.kind} ${message.text} ${JSON.stringify(message.reactions)}`)
  })
  return { alice, bob, toBob, toAlice, changed }
}

const first = (conversation: Conversation) => conversation.messages[0]!

test('an answer names the message it answers, which can be had', async () => {
  const { toBob, toAlice } = await talking('question')
  toAlice.send('answer', { reply: first(toAlice) })
  await settle()
  expect(toBob.messages[1]).toMatchObject({ text: 'answer', reply: 1 })
  expect(await toBob.message(1)).toMatchObject({ text: 'question' })
  expect(await toBob.message(3)).toBeUndefined()
})

test('an edit changes the message everywhere, and is no message of its own', async () => {
  const { alice, toBob, toAlice, changed } = await talking('helo', 'next')
  const sent = toBob.edit(first(toBob), 'hello')
  expect(toBob.pending).toMatchObject([{ kind: 'edit', text: 'hello', target: 1 }])
  await sent.acked
  await settle()
  expect(toBob.pending).toEqual([])
  expect([texts(toBob), texts(toAlice)]).toEqual([
    ['hello', 'next'],
    ['hello', 'next'],
  ])
  expect(first(toAlice)).toMatchObject({ edited: true, seq: 1 })
  expect(changed).toEqual(['1 message hello undefined'])
  expect([alice.heard.texts, toAlice.unread]).toEqual([['helo', 'next'], 2])
})

test('an edit of the last message changes what the list shows', async () => {
  const { toBob, toAlice } = await talking('helo')
  toBob.edit(first(toBob), 'hello')
  await settle()
  expect([toBob.preview, toAlice.preview]).toEqual(['hello', 'hello'])
})

test('a message may be edited into a long one and back', async () => {
  const { toBob, toAlice } = await talking('short')
  toBob.edit(first(toBob), LONG)
  await settle()
  expect([first(toBob).text, first(toAlice).text]).toEqual([LONG, LONG])
  for (const chat of [toBob, toAlice])
    expect(first(chat)).toMatchObject({ preview: LONG.slice(0, 80), long: {} })
  expect(world.backend.calls.filter((name) => name === 'getText')).toHaveLength(1)
  toBob.edit(first(toBob), 'short again')
  await settle()
  expect([first(toBob).text, first(toAlice).text]).toEqual(['short again', 'short again'])
  expect(first(toAlice)).not.toHaveProperty('long')
})

test('a deletion takes the text from memory, list and storage of all, and is final', async () => {
  const { bob, toBob, toAlice, changed } = await talking('secret one')
  toBob.edit(first(toBob), 'secret two')
  await settle()
  toBob.deleteForEveryone(first(toBob))
  await settle()
  for (const chat of [toBob, toAlice]) {
    expect(first(chat)).toMatchObject({ kind: 'deleted', seq: 1 })
    expect(first(chat)).not.toHaveProperty('text')
    expect(chat.preview).toBe('')
  }
  expect(changed.at(-1)).toBe('1 deleted undefined undefined')
  expect(toAlice.unread).toBe(1)
  await bob.chat.close()
  await bob.storage.open()
  expect(JSON.stringify(await bob.storage.list({ prefix: '' }))).not.toContain('secret')
  await bob.storage.close()
})

test('reactions are one a person, replaced and taken back', async () => {
  const { toBob, toAlice, changed } = await talking('good news')
  toAlice.react(first(toAlice), '👍')
  toBob.react(first(toBob), '🎉')
  await settle()
  const [alice, bob] = ['alice', 'bob'].map((name) => world.backend.person(name).user) as [string, string]
  expect(first(toBob).reactions).toEqual({ [bob]: '👍', [alice]: '🎉' })
  toAlice.react(first(toAlice), '❤️')
  await settle()
  expect(first(toBob).reactions).toEqual({ [bob]: '❤️', [alice]: '🎉' })
  toAlice.react(first(toAlice), null)
  toBob.react(first(toBob), null)
  await settle()
  expect(first(toBob)).not.toHaveProperty('reactions')
  expect(first(toAlice)).not.toHaveProperty('reactions')
  expect(toBob.unread).toBe(0)
  expect(changed.at(-1)).toBe('1 message good news undefined')
})

test('a pin is a change that all see', async () => {
  const { toBob, toAlice } = await talking('the address')
  toBob.pin(first(toBob))
  await settle()
  expect([toBob.about?.pins, toAlice.about?.pins]).toEqual([[1], [1]])
  expect(toAlice.messages[1]).toMatchObject({ kind: 'change', change: { type: 'pinned', target: 1 } })
  toAlice.pin(first(toAlice), false)
  await settle()
  expect(toBob.about?.pins).toEqual([])
})

test('a message is forwarded whole, wherever it comes from', async () => {
  const { alice, toBob } = await talking('news')
  world.backend.person('carol')
  world.backend.say('bob', 'alice', LONG)
  await settle()
  const toCarol = await alice.chat.openDirect('carol')
  await toCarol.forward(first(toBob))
  await toCarol.forward(toBob.messages[1]!)
  await settle()
  expect(toCarol.messages).toMatchObject([
    { text: 'news', forwarded: true },
    { text: LONG, forwarded: true },
  ])
})

test('what was done to old messages while a device was away shows in what it holds and in what it fetches', async () => {
  const { alice, bob, toBob, toAlice } = await talking()
  for (let number = 1; number <= 300; number++) world.backend.say('alice', 'bob', `message ${number}`)
  await pass(5_000)
  await bob.chat.close()
  const at = (seq: number) => ({ clientId: `away-${seq}-id`, target: seq })
  world.backend.does(toBob.id, 'alice', { action: 'edit', text: 'edited', ...at(10) })
  world.backend.does(toBob.id, 'alice', { action: 'delete', ...at(20) })
  world.backend.does(toBob.id, 'bob', { action: 'react', emoji: '👍', ...at(30) })
  await settle()
  const again = await world.online('bob', { storage: bob.storage })
  await settle()
  const tablet = await world.online('bob', { name: 'bob-tablet' })
  await settle()
  for (const device of [again, tablet, alice]) {
    const chat = device.chat.conversation(toAlice.id)!
    while (chat.more) await chat.history()
    expect(chat.messages).toHaveLength(300)
    expect(chat.messages[9]).toMatchObject({ text: 'edited', edited: true })
    expect(chat.messages[19]).toMatchObject({ kind: 'deleted' })
    expect(Object.values(chat.messages[29]!.reactions!)).toEqual(['👍'])
  }
})

test('what happens while a page of old messages is under way is not lost', async () => {
  const { toBob, bob, toAlice } = await talking()
  for (let number = 1; number <= 120; number++) world.backend.say('alice', 'bob', `message ${number}`)
  await pass(5_000)
  await bob.chat.close()
  const tablet = await world.online('bob', { name: 'bob-tablet' })
  const chat = tablet.chat.conversation(toAlice.id)!
  const { promise, resolve } = Promise.withResolvers<void>()
  tablet.network.delays = (url) => (url.includes('before') ? promise : undefined)
  const history = chat.history()
  await settle()
  world.backend.does(toBob.id, 'alice', { action: 'delete', target: 115, clientId: 'meanwhile-1' })
  await settle()
  resolve()
  await history
  await settle()
  expect(chat.messages.find(({ seq }) => seq === 115)).toMatchObject({ kind: 'deleted' })
  await tablet.chat.close()
  const offline = await world.device('bob', { storage: tablet.storage, name: 'bob-tablet' })
  const stored = offline.chat.conversation(toAlice.id)!
  await stored.history({ limit: 30 })
  expect(stored.messages.find(({ seq }) => seq === 115)).toMatchObject({ kind: 'deleted' })
})

test('a chat that is opened shows a message, however much was done to it last', async () => {
  const { bob, toBob } = await talking('popular')
  await pass(5_000)
  for (let number = 0; number < 70; number++) {
    world.backend.does(toBob.id, 'alice', { action: 'react', target: 1, emoji: '👍' })
  }
  await settle()
  await bob.chat.close()
  const tablet = await world.online('bob', { name: 'bob-tablet' })
  await settle()
  expect(texts(await tablet.chat.openDirect('alice'))).toEqual(['popular'])
})

describe('what is done to a message', () => {
  test('survives a killed client, and is done once', async () => {
    const { alice, toBob, toAlice } = await talking('helo')
    alice.network.loses = ({ ok }) => ok === true
    toBob.edit(first(toBob), 'hello')
    toBob.react(first(toBob), '👍')
    await settle()
    await alice.chat.close()
    const again = await world.online('alice', { storage: alice.storage })
    await pass(1_000)
    const chat = again.chat.conversation(toBob.id)!
    expect(chat.pending).toEqual([])
    expect(first(toAlice)).toMatchObject({ text: 'hello', reactions: expect.anything() })
    expect(world.backend.logs.get(toBob.id)?.map(({ kind }) => kind)).toEqual(['text', 'edit', 'reaction'])
  })

  test('goes out in its turn: an edit of a message after the message', async () => {
    const { alice, toBob } = await talking('one')
    alice.network.isDown = true
    alice.network.cut()
    toBob.send('two')
    toBob.edit(first(toBob), 'ONE')
    toBob.send('three')
    alice.network.isDown = false
    await pass(60_000)
    expect(world.backend.logs.get(toBob.id)?.map(({ kind }) => kind)).toEqual([
      'text',
      'text',
      'edit',
      'text',
    ])
  })

  test.each(['TOO_LATE', 'TOO_MANY', 'EXPIRED', 'FORBIDDEN'] as const)(
    'and refused with %s has failed',
    async (code) => {
      const { toBob } = await talking('one')
      world.backend.refusals.push({ name: 'edit', refusal: new Refusal(code) })
      const edit = toBob.edit(first(toBob), 'two')
      await expect(edit.acked).rejects.toMatchObject({ code })
      await settle()
      expect(edit.status).toBe('failed')
      expect(texts(toBob)).toEqual(['one'])
      await edit.discard()
      expect(toBob.pending).toEqual([])
    },
  )

  test('waits for as long as the server says', async () => {
    const { toBob } = await talking('one')
    world.backend.refusals.push({ name: 'react', refusal: new Refusal('RATE_LIMITED', undefined, 60_000) })
    const { clientId } = toBob.react(first(toBob), '👍')
    await pass(59_000)
    expect(toBob.pending).toHaveLength(1)
    await pass(3_000)
    expect(toBob.pending).toEqual([])
    expect(world.backend.logs.get(toBob.id)?.at(-1)).toMatchObject({ kind: 'reaction', clientId })
  })
})

test('somebody else’s message is not to be edited or deleted, nor one that is no message', async () => {
  const { toBob, toAlice } = await talking('mine')
  const refusal = expect.objectContaining({ code: 'NOT_FOUND' })
  expect(() => toAlice.edit(first(toAlice), 'x')).toThrow(refusal)
  expect(() => toAlice.deleteForEveryone(first(toAlice))).toThrow(refusal)
  expect(() => toBob.edit(first(toBob), '')).toThrow(expect.objectContaining({ code: 'BAD_TEXT' }))
  toBob.deleteForEveryone(first(toBob))
  await settle()
  expect(() => toBob.edit(first(toBob), 'x')).toThrow(refusal)
})
