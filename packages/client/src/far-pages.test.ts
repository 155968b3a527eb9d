import { expect, test } from 'vitest'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import type { Message } from './message.ts'

const world = fakeWorld()

/** Bob's new tablet, which stores the newest messages of many only, and what it is told of those it had shown. */
async function onNewTablet(count = 200, reactions = 0) {
  const phone = await world.online('bob')
  world.backend.say('alice', 'bob', 'message 1')
  await settle()
  for (let number = 1; number <= reactions; number++) {
    const { id } = phone.chat.conversations()[0]!
    world.backend.does(id, 'alice', { action: 'react', target: 1, emoji: '👍' })
  }
  for (let number = 2; number <= count; number++) world.backend.say('alice', 'bob', `message ${number}`)
  await pass(5_000)
  await phone.chat.close()
  const tablet = await world.online('bob', { name: 'bob-tablet' })
  const chat = await tablet.chat.openDirect('alice')
  await settle()
  const told: { message: Message; gone: boolean }[] = []
  tablet.chat.on('changed', ({ message, gone }) => told.push({ message, gone }))
  return { tablet, chat, told }
}

test('an app that walks back by pages of its own keeps no more in memory than it wants', async () => {
  const { chat } = await onNewTablet()
  const inMemory = chat.messages.length
  const seen: number[] = []
  for (let before = 201, more = true; more; ) {
    const page = await chat.history({ before, limit: 40 })
    seen.unshift(...page.messages.map(({ seq }) => seq))
    expect(page.last).toBe(before - 1)
    ;({ first: before, more } = page)
  }
  expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
  expect(chat.messages).toHaveLength(inMemory)
})

test('a page says which positions it covers, also where they hold nothing to show', async () => {
  const { chat } = await onNewTablet(100, 100)
  expect(await chat.history({ before: 80, limit: 20 })).toEqual({
    messages: [],
    more: true,
    first: 60,
    last: 79,
  })
  expect(await chat.history({ after: 10, limit: 20 })).toMatchObject({ messages: [], more: true, first: 11 })
})

test('what is done to a message that only a page had is told', async () => {
  const { chat, told } = await onNewTablet()
  await chat.history({ after: 9, limit: 5 })
  world.backend.does(chat.id, 'alice', { action: 'edit', target: 12, text: 'edited' })
  world.backend.does(chat.id, 'alice', { action: 'edit', target: 90, text: 'nobody has seen this one' })
  await settle()
  expect(told).toMatchObject([{ message: { seq: 12, text: 'edited', edited: true }, gone: false }])
})

test('a message that only a page had is starred and hidden like any other', async () => {
  const { chat, told } = await onNewTablet()
  const [message] = (await chat.history({ after: 9, limit: 1 })).messages
  await chat.star(message!)
  await chat.star(message!, false)
  await chat.deleteForMe(message!)
  expect(told.map(({ message: { seq, starred }, gone }) => [seq, starred, gone])).toEqual([
    [10, true, false],
    [10, undefined, false],
    [10, undefined, true],
  ])
})

test('what happens to a message while a page with it is under way is not lost', async () => {
  const { tablet, chat, told } = await onNewTablet()
  const { promise, resolve } = Promise.withResolvers<void>()
  tablet.network.delays = (url) => (url.includes('after=9') ? promise : undefined)
  const page = chat.history({ after: 9, limit: 5 })
  await settle()
  world.backend.does(chat.id, 'alice', { action: 'delete', target: 12, clientId: 'meanwhile-1' })
  await settle()
  resolve()
  expect((await page).messages.find(({ seq }) => seq === 12)).toMatchObject({ kind: 'deleted' })
  expect(told).toEqual([])
})

test('what disappears is told as gone, in memory or not', async () => {
  world.backend.say('bob', 'alice', 'hello')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  await chat.update({ disappearAfter: 3_600 })
  for (let number = 1; number <= 80; number++) world.backend.say('bob', 'alice', `message ${number}`)
  await settle()
  await alice.chat.close()
  const again = await world.online('alice', { storage: alice.storage })
  await again.chat.openDirect('bob')
  const gone: number[] = []
  again.chat.on('changed', (told) => told.gone && gone.push(told.message.seq))
  await pass(3_700_000)
  expect(gone).toHaveLength(80)
})
