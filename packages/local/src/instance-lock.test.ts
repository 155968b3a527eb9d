import { existsSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lockDataDir } from './instance-lock.ts'
import { temporaryFolder } from './testing/assembly.ts'

test('one process at a time has a data directory', () => {
  using folder = temporaryFolder()
  const unlock = lockDataDir(folder.path)
  expect(() => lockDataDir(folder.path)).toThrow(`in use by process ${process.pid}`)
  unlock()
  lockDataDir(folder.path)()
  expect(existsSync(`${folder.path}/lock.json`)).toBe(false)
})

test.each([
  ['a process that is gone', '{"pid":2147483646,"started":"long ago"}'],
  ['another process that got its number', `{"pid":${process.pid},"started":"long ago"}`],
  ['nobody that can be read', '{'],
])('a lock of %s holds nothing', (_who, content) => {
  using folder = temporaryFolder()
  writeFileSync(`${folder.path}/lock.json`, content)
  lockDataDir(folder.path)()
})
