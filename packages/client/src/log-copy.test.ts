import type { ConversationId } from '@parley/domain'
import { expect, test } from 'vitest'
import type { Context } from './context.ts'
import type { Storage } from './index.ts'
import { LogCopy } from './log-copy.ts'
import { Marks } from './marks.ts'
import { newRecord, withPeer, withSaid } from './record.ts'
import { memoryStorage } from './storage/memory.ts'
import type { Change } from './storage.ts'
import { Store } from './store.ts'

/** A copy on a storage whose writes end when told. */
async function slowCopy() {
  const storage = memoryStorage()
  const under: (() => void)[] = []
  const written: (readonly Change[])[] = []
  const slow: Storage = {
    ...storage,
    write: async (changes) => {
      await new Promise<void>((resolve) => under.push(resolve))
      written.push(changes)
      await storage.write(changes)
    },
  }
  await storage.open()
  const store = new Store(slow)
  const id = 'dm' as ConversationId
  const copy = new LogCopy({ store } as Context, newRecord(id, 0), true, new Marks(store, id))
  const finish = async () => {
    for (const write of under.splice(0)) write()
    await new Promise(setImmediate)
  }
  return { copy, finish, written }
}

test('a change is seen only once it is in storage, and keeps what was noted meanwhile', async () => {
  const { copy, finish } = await slowCopy()
  const update = copy.update((record) => withPeer(record, { delivered: 3, read: 0 }))
  await new Promise(setImmediate)
  expect(copy.record.peer.delivered).toBe(0)
  copy.note((record) => withSaid(record, { delivered: 2, read: 0 }))
  await finish()
  expect(await update).toBe(true)
  expect(copy.record).toMatchObject({ peer: { delivered: 3 }, said: { delivered: 2 } })
})

test('a change that changes nothing costs no write', async () => {
  const { copy, finish, written } = await slowCopy()
  const update = copy.update((record) => withPeer(record, { delivered: 0, read: 0 }))
  await finish()
  expect(await update).toBe(false)
  expect(written).toEqual([])
})

test('closing waits for the write under way, and what comes later is not written', async () => {
  const { copy, finish, written } = await slowCopy()
  const first = copy.update((record) => withPeer(record, { delivered: 1, read: 0 }))
  await new Promise(setImmediate)
  const second = copy.update((record) => withPeer(record, { delivered: 2, read: 0 }))
  const closed = copy.close()
  second.catch(() => {})
  await finish()
  await Promise.all([first, closed])
  await expect(second).rejects.toMatchObject({ code: 'CLOSED' })
  expect(written).toHaveLength(1)
})
