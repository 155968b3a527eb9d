import { expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'

const world = fakeWorld()
const HOUR = 3_600_000

/** Alice and bob, whose messages live for an hour from now on. */
async function vanishing() {
  world.backend.say('bob', 'alice', 'for ever')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  await chat.update({ disappearAfter: HOUR / 1_000 })
  await settle()
  return { alice, chat }
}

async function stored(storage: Awaited<ReturnType<typeof vanishing>>['alice']['storage']): Promise<string> {
  await storage.open()
  const all = JSON.stringify(await storage.list({ prefix: '' }))
  await storage.close()
  return all
}

test('messages leave memory, list and storage when their time is over, own ones too', async () => {
  const { alice, chat } = await vanishing()
  const gone: number[] = []
  alice.chat.on('changed', ({ message }) => gone.push(message.seq))
  world.backend.say('bob', 'alice', 'secret one')
  chat.send('secret two')
  await settle()
  expect(chat.about?.disappearAfter).toBe(3_600)
  expect(texts(chat)).toEqual(['for ever', undefined, 'secret one', 'secret two'])
  expect(chat.messages[2]?.expiresAt).toBe(chat.messages[2]!.at + HOUR)
  await pass(HOUR - 1_000)
  expect(texts(chat)).toHaveLength(4)
  await pass(2_000)
  expect(texts(chat)).toEqual(['for ever', undefined])
  expect(gone).toEqual([3, 4])
  expect(chat.preview).toBeUndefined()
  await alice.chat.close()
  expect(await stored(alice.storage)).not.toContain('secret')
})

test('what disappeared while the client was closed is gone when it starts, also without a network', async () => {
  const { alice, chat } = await vanishing()
  world.backend.say('bob', 'alice', 'secret')
  await settle()
  await alice.chat.close()
  await pass(2 * HOUR)
  const offline = await world.device('alice', { storage: alice.storage })
  offline.network.isDown = true
  const later = offline.chat.conversation(chat.id)!
  await later.history()
  expect(texts(later)).toEqual(['for ever', undefined])
  await settle()
  await offline.chat.close()
  expect(await stored(alice.storage)).not.toContain('secret')
})

test('the server’s clock tells the time, however wrong the device’s is', async () => {
  world.backend.aheadMs = -24 * HOUR
  const { alice, chat } = await vanishing()
  world.backend.say('bob', 'alice', 'secret')
  await settle()
  await pass(HOUR / 2)
  expect(texts(chat)).toEqual(['for ever', undefined, 'secret'])
  await alice.chat.close()
  const offline = await world.device('alice', { storage: alice.storage })
  offline.network.isDown = true
  const later = offline.chat.conversation(chat.id)!
  await later.history()
  expect(texts(later)).toEqual(['for ever', undefined, 'secret'])
  await pass(HOUR / 2 + 1_000)
  expect(texts(later)).toEqual(['for ever', undefined])
})

test('what disappeared before a device could fetch it is passed over', async () => {
  const { alice, chat } = await vanishing()
  await alice.chat.close()
  for (let number = 1; number <= 300; number++) world.backend.say('bob', 'alice', `secret ${number}`)
  await pass(2 * HOUR)
  world.backend.say('bob', 'alice', 'still here')
  const again = await world.online('alice', { storage: alice.storage })
  await settle()
  expect(again.heard.texts).toEqual(['still here'])
  const later = again.chat.conversation(chat.id)!
  later.send('and this')
  await settle()
  expect(texts(later)).toEqual(['still here', 'and this'])
})

test('a timer runs for the next to disappear, whatever comes after it', async () => {
  const { chat } = await vanishing()
  for (let number = 1; number <= 3; number++) {
    world.backend.say('bob', 'alice', `secret ${number}`)
    await pass(60_000)
  }
  await pass(HOUR - 3 * 60_000 + 1_000)
  expect(texts(chat)).toEqual(['for ever', undefined, 'secret 2', 'secret 3'])
  await pass(60_000)
  expect(texts(chat)).toEqual(['for ever', undefined, 'secret 3'])
})
