import { expect, test } from 'vitest'
import { keyValueStorage } from './key-value.ts'
import type { KeyValueStore } from './key-value-log.ts'
import { storageContract } from './storage.contract.ts'

type Fault = 'refused' | 'done, but refused' | undefined

/** As AsyncStorage. `fault`: what comes of a change to an item. */
function asyncStore(items = new Map<string, string>()) {
  const faulty = { fault: (_key: string): Fault => undefined }
  const change = async (key: string, what: () => unknown) => {
    await new Promise((resolve) => setImmediate(resolve))
    const fault = faulty.fault(key)
    if (fault !== 'refused') what()
    if (fault) throw new Error('database or disk is full (code 13 SQLITE_FULL)')
  }
  const store: KeyValueStore = {
    getItem: async (key) => items.get(key) ?? null,
    setItem: (key, value) => change(key, () => items.set(key, value)),
    removeItem: (key) => change(key, () => items.delete(key)),
    getAllKeys: async () => [...items.keys()].sort().reverse(),
  }
  return { store, items, faulty }
}

storageContract('keyValueStorage', async () => {
  const { store } = asyncStore()
  return { storage: keyValueStorage(store), reopen: () => keyValueStorage(store) }
})

storageContract('keyValueStorage on a store that answers at once', async () => {
  const items = new Map<string, string>()
  const store: KeyValueStore = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
    getAllKeys: () => [...items.keys()],
  }
  return { storage: keyValueStorage(store), reopen: () => keyValueStorage(store) }
})

/** What the next process finds. */
async function found(items: ReadonlyMap<string, string>): Promise<Record<string, unknown>> {
  const storage = keyValueStorage(asyncStore(new Map(items)).store)
  await storage.open()
  const records = await storage.list({ prefix: '' })
  await storage.close()
  return Object.fromEntries(records.map(({ key, value }) => [key, value]))
}

test('whenever the process ends, every write is whole, and those that were done are there', async () => {
  const { store, items } = asyncStore()
  const kept: ReadonlyMap<string, string>[] = []
  const watched: KeyValueStore = {
    ...store,
    setItem: async (key, value) => {
      kept.push(new Map(items))
      await store.setItem(key, value)
      kept.push(new Map(items))
    },
    removeItem: async (key) => {
      await store.removeItem(key)
      kept.push(new Map(items))
    },
  }
  const storage = keyValueStorage(watched)
  await storage.open()
  const doneAt: number[] = []
  for (let value = 0; value < 520; value++) {
    await storage.write(['a', 'b'].map((key) => ({ key, value })))
    doneAt[value] = kept.length
  }
  await storage.close()
  const around = kept.length - 540 // the log was rewritten among these
  for (const [index, state] of kept.entries()) {
    if (index < around && index % 50 > 0) continue
    const { a = -1, b = -1 } = await found(state)
    expect(a).toBe(b)
    expect(a).toBeGreaterThanOrEqual(doneAt.findLastIndex((count) => count <= index))
  }
  expect(items.size).toBeLessThan(50)
})

test.each(['refused', 'done, but refused'] as const)(
  'a write that is %s is not there; those after it are',
  async (fault) => {
    const { store, items, faulty } = asyncStore()
    const storage = keyValueStorage(store)
    await storage.open()
    await storage.write([{ key: 'a', value: 1 }])
    faulty.fault = () => fault
    await expect(storage.write([{ key: 'b', value: 2 }])).rejects.toMatchObject({ code: 'STORAGE_FULL' })
    faulty.fault = () => undefined
    await storage.write([{ key: 'c', value: 3 }])
    await storage.close()
    expect(await found(items)).toEqual({ a: 1, c: 3 })
  },
)

test.each(['refused', 'done, but refused'] as const)(
  'a log whose rewriting is %s goes on as it is',
  async (fault) => {
    const { store, items, faulty } = asyncStore()
    const storage = keyValueStorage(store)
    await storage.open()
    for (let value = 0; value < 501; value++) await storage.write([{ key: 'a', value }])
    expect(items.get('parley')).toBeUndefined()
    // Behind the next write the log is rewritten: what makes the new one valid fails, and then the new one itself.
    faulty.fault = (key) => (key === 'parley' ? fault : undefined)
    await storage.write([{ key: 'a', value: 'kept' }])
    expect(items.get('parley')).toBe(fault === 'refused' ? undefined : '1')
    faulty.fault = (key) => (/^parley.[2-9]/.test(key) ? 'refused' : undefined)
    await storage.write([{ key: 'b', value: 'kept as well' }])
    await storage.close()
    expect(await found(items)).toEqual({ a: 'kept', b: 'kept as well' })
  },
)

test('a large log is rewritten in items that a store takes', async () => {
  const { store, items } = asyncStore()
  const storage = keyValueStorage(store)
  await storage.open()
  const value = 'x'.repeat(60_000)
  await storage.write(Array.from({ length: 20 }, (_, index) => ({ key: `${index}`, value })))
  await Promise.all(
    Array.from({ length: 600 }, (_, count) => storage.write([{ key: 'count', value: count }])),
  )
  await storage.close()
  expect(Math.max(...[...items.values()].map(({ length }) => length))).toBeLessThan(250_000)
  expect(await found(items)).toMatchObject({ 0: value, 19: value, count: 599 })
})

test('what is left of a rewriting that failed does not come back', async () => {
  const { store, items, faulty } = asyncStore()
  const storage = keyValueStorage(store)
  await storage.open()
  const keys = Array.from({ length: 20 }, (_, index) => `large/${index}`)
  await storage.write(keys.map((key) => ({ key, value: 'x'.repeat(60_000) })))
  faulty.fault = (key) => (key === 'parley' ? 'refused' : undefined)
  for (let value = 0; value < 521; value++) await storage.write([{ key: 'a', value }])
  expect([...items.keys()].filter((key) => /^parley.[1-9]/.test(key)).length).toBeGreaterThan(3)
  faulty.fault = () => undefined
  await storage.write(keys.map((key) => ({ key })))
  await storage.close()
  expect(items.get('parley')).toMatch(/^[1-9]/)
  expect(await found(items)).toEqual({ a: 520 })
})

test('two names in a store are two storages, and what else is in it stays', async () => {
  const { store, items } = asyncStore(
    new Map([
      ['theme', 'dark'],
      ['parley/x', 'of the app'],
    ]),
  )
  const [one, two] = [keyValueStorage(store), keyValueStorage(store, 'parley/1')]
  await Promise.all([one.open(), two.open()])
  await one.write([{ key: 'a', value: 'one' }])
  await two.write([{ key: 'a', value: 'two' }])
  for (let value = 0; value < 510; value++) await one.write([{ key: 'b', value }])
  expect(await one.get('a')).toBe('one')
  await Promise.all([one.close(), two.close()])
  await two.open()
  expect(await two.list({ prefix: '' })).toEqual([{ key: 'a', value: 'two' }])
  await two.close()
  expect(Object.fromEntries(items)).toMatchObject({ theme: 'dark', 'parley/x': 'of the app' })
})
