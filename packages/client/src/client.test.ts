import { expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'

const world = fakeWorld()

test('two people talk: both see the same messages, once and in order', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const bob = await world.online('bob')
  const toBob = await alice.chat.openDirect('bob')
  toBob.send('hi')
  toBob.send('how are you?')
  await settle()
  const toAlice = await bob.chat.openDirect('alice')
  toAlice.send('fine')
  await settle()
  expect(texts(toBob)).toEqual(['hi', 'how are you?', 'fine'])
  expect(texts(toAlice)).toEqual(['hi', 'how are you?', 'fine'])
  expect(alice.heard.texts).toEqual(['hi', 'how are you?', 'fine'])
  expect(bob.heard.texts).toEqual(['hi', 'how are you?', 'fine'])
  expect(toBob.pending).toEqual([])
  await pass(5_000)
  expect(toBob.messages.map((message) => toBob.statusOf(message))).toEqual(['delivered', 'delivered', 'sent'])
  toAlice.markRead()
  await pass(5_000)
  expect(toBob.peer).toEqual({ delivered: 3, read: 3 })
})
