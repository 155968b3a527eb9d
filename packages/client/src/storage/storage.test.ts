import 'fake-indexeddb/auto'
import { spawn } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fileStorage } from './file.ts'
import { indexedDbStorage } from './indexed-db.ts'
import { memoryStorage } from './memory.ts'
import { storageContract } from './storage.contract.ts'

const WRITER = join(import.meta.dirname, '../../test/endless-writer.ts')
const folders: string[] = []
const folder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'parley-storage-'))
  folders.push(path)
  return path
}
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))))

storageContract('memoryStorage', async () => {
  const storage = memoryStorage()
  return { storage, reopen: () => storage }
})

storageContract('indexedDbStorage', async () => {
  const name = crypto.randomUUID()
  return { storage: indexedDbStorage(name), reopen: () => indexedDbStorage(name) }
})

storageContract('fileStorage', async () => {
  const path = await folder()
  return { storage: fileStorage(path), reopen: () => fileStorage(path) }
})

test('a line that a killed process left unfinished is dropped, and the next write is whole', async () => {
  const path = await folder()
  const first = fileStorage(path)
  await first.open()
  await first.write([{ key: 'a', value: 1 }])
  await first.close()
  await appendFile(join(path, 'journal.jsonl'), '[{"key":"b","val')

  const second = fileStorage(path)
  await second.open()
  await second.write([{ key: 'c', value: 3 }])
  await second.close()

  const third = fileStorage(path)
  await third.open()
  expect(await third.list({ prefix: '' })).toEqual([
    { key: 'a', value: 1 },
    { key: 'c', value: 3 },
  ])
  await third.close()
})

test('a journal damaged in its middle is refused, not silently cut', async () => {
  const path = await folder()
  await writeFile(join(path, 'journal.jsonl'), '[{"key":"a","value":1}]\n#\n[{"key":"b","value":2}]\n')
  await expect(fileStorage(path).open()).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    detail: expect.stringContaining('line 2'),
  })
})

test('the claim of another process is respected as long as that lives', async () => {
  const path = await folder()
  const other = spawn(process.execPath, [WRITER, path])
  const ended = new Promise((resolve) => other.on('exit', resolve))
  await new Promise((resolve) => other.stdout.once('data', resolve))
  const storage = fileStorage(path)
  await expect(storage.open()).rejects.toMatchObject({ code: 'STORAGE_BUSY' })
  other.kill('SIGKILL')
  await ended
  await storage.open()
  await storage.close()
})

test.each([
  ['is no more', '999999999.123'],
  ['had the number of one that lives now', `${process.ppid}.123`],
])('the claim of a process that %s stands in nobody’s way', async (_, claim) => {
  const path = await folder()
  await writeFile(join(path, `lock.${claim}`), '')
  const storage = fileStorage(path)
  await storage.open()
  await storage.close()
  expect(await readdir(path)).toEqual(['journal.jsonl'])
})

test('a journal that cannot be rewritten is gone on with', async () => {
  const path = await folder()
  const storage = fileStorage(path)
  await storage.open()
  await mkdir(join(path, 'journal.jsonl.new'))
  const writes = Array.from({ length: 12_000 }, (_, value) => storage.write([{ key: 'a', value }]))
  await Promise.all(writes)
  await storage.write([{ key: 'b', value: 1 }])
  await storage.close()
  await storage.open()
  expect(await storage.list({ prefix: '' })).toEqual([
    { key: 'a', value: 11_999 },
    { key: 'b', value: 1 },
  ])
  await storage.close()
})

test('a journal of many rewrites of few records stays small', async () => {
  const path = await folder()
  const storage = fileStorage(path)
  await storage.open()
  await Promise.all(
    Array.from({ length: 6_000 }, (_, value) => storage.write([{ key: `${value % 3}`, value }])),
  )
  await storage.write([{ key: 'last', value: 1 }])
  await storage.close()
  expect((await readFile(join(path, 'journal.jsonl'), 'utf8')).split('\n').length).toBeLessThan(100)
  const next = fileStorage(path)
  await next.open()
  expect(await next.get('2')).toBe(5_999)
  await next.close()
})

test('everything said to be written before a process was killed is there, and every write is whole', async () => {
  const path = await folder()
  const writer = spawn(process.execPath, [WRITER, path])
  let last = -1
  await new Promise<void>((resolve) => {
    let said = ''
    writer.stdout.on('data', (chunk) => {
      said += chunk
      last = Number(said.split('\n').at(-2) ?? -1)
      if (last >= 200) writer.kill('SIGKILL')
    })
    writer.on('exit', () => resolve())
  })
  const storage = fileStorage(path)
  await storage.open()
  const [a, b] = await Promise.all(['a/', 'b/'].map((prefix) => storage.list({ prefix })))
  await storage.close()
  expect(last).toBeGreaterThanOrEqual(200)
  expect(a!.length).toBeGreaterThan(last)
  expect(a!.length).toBe(b!.length)
})
