import { expect, test } from 'vitest'
import { fakeWorld, settle, texts } from '../test/harness.ts'
import { memoryStorage } from './storage/memory.ts'

const world = fakeWorld()

/** A storage as the first format left it: signed in, one conversation, one message on its way. */
async function firstFormat() {
  const { user } = world.backend.person('alice')
  world.backend.say('bob', 'alice', 'hello')
  const id = [...world.backend.logs.keys()][0]!
  const storage = memoryStorage()
  const session = world.backend.accounts.session(user)
  const unsent = { order: 1, conversation: id, clientId: 'client-id-1', text: 'on its way', after: 1 }
  await storage.open()
  await storage.write([
    { key: 'format', value: 1 },
    { key: 'device', value: 'alice-phone' },
    { key: 'session', value: { ...session, obtainedAt: Date.now() } },
    { key: 'me', value: { user, handle: 'alice' } },
    { key: 'progress', value: { cursor: '99', isWhole: true } },
    { key: `conversation/${id}`, value: { id, head: { seq: 1, n: 1 }, first: 1, tail: 1, whole: true } },
    { key: `entry/${id}/0000000000000001`, value: { seq: 1, n: 1, text: 'hello' } },
    { key: 'outbox/0000000000000001', value: { ...unsent, createdAt: Date.now(), since: Date.now() } },
  ])
  await storage.close()
  return { storage, id }
}

test('a storage of the first format keeps its account and what is on its way; the rest comes again', async () => {
  const { storage, id } = await firstFormat()
  const { chat } = await world.online('alice', { storage })
  expect(chat.me?.handle).toBe('alice')
  await settle()
  expect(texts(chat.conversation(id)!)).toEqual(['hello', 'on its way'])
  expect(world.backend.sends.at(-1)).toMatchObject({ clientId: 'client-id-1', after: 1 })
  expect(chat.conversation(id)?.pending).toEqual([])
})

test('a storage of a later format is refused, and left as it is', async () => {
  const storage = memoryStorage()
  await storage.open()
  await storage.write([{ key: 'format', value: 99 }])
  await storage.close()
  await expect(world.device('alice', { storage, signedIn: false })).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
  })
  await storage.open()
  expect(await storage.list({ prefix: '' })).toEqual([{ key: 'format', value: 99 }])
})
