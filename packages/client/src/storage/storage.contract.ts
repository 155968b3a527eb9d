import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Storage } from '../storage.ts'

/** The guarantees of `Storage`, as a suite. `reopen` gives another storage on what the last one wrote. */
export function storageContract(
  name: string,
  make: () => Promise<{ storage: Storage; reopen: () => Storage }>,
) {
  describe(name, () => {
    let storage: Storage
    let reopen: () => Storage

    beforeEach(async () => {
      ;({ storage, reopen } = await make())
      await storage.open()
    })
    afterEach(() => storage.close())

    test('gives back what was written, and undefined for what was not', async () => {
      await storage.write([{ key: 'a', value: { text: 'å 👋 \u0000', deep: [1, null, true] } }])
      expect(await storage.get('a')).toEqual({ text: 'å 👋 \u0000', deep: [1, null, true] })
      expect(await storage.get('b')).toBeUndefined()
    })

    test('a later write replaces, and one without a value removes', async () => {
      await storage.write([
        { key: 'a', value: 1 },
        { key: 'b', value: 2 },
      ])
      await storage.write([{ key: 'a', value: 3 }, { key: 'b' }, { key: 'never' }])
      expect(await storage.list({ prefix: '' })).toEqual([{ key: 'a', value: 3 }])
    })

    test('a read sees every write called before it', async () => {
      const writes = [1, 2, 3].map((value) => storage.write([{ key: 'a', value }]))
      expect(await storage.get('a')).toBe(3)
      await Promise.all(writes)
    })

    test('keeps its own copy of a value', async () => {
      const value = { n: 1 }
      await storage.write([{ key: 'a', value }])
      value.n = 2
      const read = (await storage.get('a')) as { n: number }
      read.n = 3
      expect(await storage.get('a')).toEqual({ n: 1 })
    })

    describe('listing', () => {
      const keys = (range: Parameters<Storage['list']>[0]) =>
        storage.list(range).then((records) => records.map(({ key }) => key))

      beforeEach(() =>
        storage.write(['b/2', 'a/1', 'b/10', 'b/1', 'c', 'b'].map((key) => ({ key, value: key }))),
      )

      test('is by prefix, in the order of the keys', async () => {
        expect(await keys({ prefix: 'b/' })).toEqual(['b/1', 'b/10', 'b/2'])
        expect(await keys({ prefix: 'd' })).toEqual([])
        expect(await keys({ prefix: '' })).toEqual(['a/1', 'b', 'b/1', 'b/10', 'b/2', 'c'])
      })

      test('goes backwards, and stops at its limit', async () => {
        expect(await keys({ prefix: 'b/', reverse: true })).toEqual(['b/2', 'b/10', 'b/1'])
        expect(await keys({ prefix: 'b/', reverse: true, limit: 2 })).toEqual(['b/2', 'b/10'])
        expect(await keys({ prefix: 'b/', limit: 1 })).toEqual(['b/1'])
      })

      test('leaves out both of its bounds', async () => {
        expect(await keys({ prefix: 'b/', after: 'b/1' })).toEqual(['b/10', 'b/2'])
        expect(await keys({ prefix: 'b/', before: 'b/2' })).toEqual(['b/1', 'b/10'])
        expect(await keys({ prefix: 'b/', after: 'b/1', before: 'b/2' })).toEqual(['b/10'])
        expect(await keys({ prefix: 'b/', before: 'b/2', reverse: true, limit: 1 })).toEqual(['b/10'])
        expect(await keys({ prefix: 'b/', after: 'b/2', before: 'b/2' })).toEqual([])
      })
    })

    test('is held by one client at a time', async () => {
      await expect(reopen().open()).rejects.toMatchObject({ code: 'STORAGE_BUSY' })
      await storage.close()
      const next = reopen()
      await next.open()
      await next.close()
    })

    test('is still held when its own client tries to open it again', async () => {
      await expect(storage.open()).rejects.toMatchObject({ code: 'STORAGE_BUSY' })
      await expect(reopen().open()).rejects.toMatchObject({ code: 'STORAGE_BUSY' })
      await storage.write([{ key: 'a', value: 1 }])
      expect(await storage.get('a')).toBe(1)
    })

    test('what was written is there for the next client', async () => {
      await storage.write([{ key: 'a', value: 1 }])
      void storage.write([{ key: 'b', value: 2 }])
      await storage.close()
      const next = reopen()
      await next.open()
      expect(await next.list({ prefix: '' })).toEqual([
        { key: 'a', value: 1 },
        { key: 'b', value: 2 },
      ])
      await next.close()
    })

    test('refuses a write once it is closed', async () => {
      await storage.close()
      await expect(storage.write([{ key: 'a', value: 1 }])).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    })
  })
}
