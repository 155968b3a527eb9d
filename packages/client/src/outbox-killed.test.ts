import { describe, expect, test } from 'vitest'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'

const world = fakeWorld()

describe('a client that is killed', () => {
  test('before the message left: the next one on its storage sends it', async () => {
    world.backend.person('bob')
    const alice = await world.online('alice')
    const chat = await alice.chat.openDirect('bob')
    alice.network.isHalfOpen = true
    chat.send('one')
    chat.send('two')
    await settle()
    await alice.chat.close()
    expect(world.backend.sends).toEqual([])

    const again = await world.online('alice', { storage: alice.storage })
    await settle()
    expect(world.backend.sends.map(({ text }) => text)).toEqual(['one', 'two'])
    expect(texts(await again.chat.openDirect('bob'))).toEqual(['one', 'two'])
  })

  test('before the ack came: the next one does not send it a second time', async () => {
    world.backend.person('bob')
    const alice = await world.online('alice')
    alice.network.loses = ({ ok }) => ok === true
    ;(await alice.chat.openDirect('bob')).send('once')
    await settle()
    await alice.chat.close()

    const again = await world.online('alice', { storage: alice.storage })
    await pass(1_000)
    const chat = await again.chat.openDirect('bob')
    expect(texts(chat)).toEqual(['once'])
    expect(chat.pending).toEqual([])
    expect(world.backend.logs.get(chat.id)).toHaveLength(1)
    await again.chat.close()
    const third = await world.online('alice', { storage: alice.storage })
    expect(third.chat.conversation(chat.id)?.pending).toEqual([])
  })
})

test('a client that starts offline shows what is on its way, in a conversation nobody has written in yet', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  alice.network.isHalfOpen = true
  chat.send('hello')
  await settle()
  await alice.chat.close()
  const offline = await world.device('alice', { storage: alice.storage })
  expect(offline.chat.conversations().map(({ pending }) => pending.map(({ text }) => text))).toEqual([
    ['hello'],
  ])
})

test('a message is not left on its way because its conversation’s record was lost', async () => {
  world.backend.person('bob')
  const alice = await world.online('alice')
  const chat = await alice.chat.openDirect('bob')
  alice.network.loses = ({ ok }) => ok === true
  chat.send('once')
  await settle()
  await alice.chat.close()
  await alice.storage.open()
  await alice.storage.write([{ key: `conversation/${chat.id}` }])
  await alice.storage.close()
  const again = await world.online('alice', { storage: alice.storage })
  await pass(1_000)
  const found = await again.chat.openDirect('bob')
  expect(found.pending).toEqual([])
  expect(texts(found)).toEqual(['once'])
})
