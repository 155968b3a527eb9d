import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { isAlive } from '../process-identity.ts'
import { temporaryFolder } from '../testing/assembly.ts'
import { startDynamoDbEngine } from './dynamodb-engine.ts'
import { freePort } from './free-port.ts'

const binary = join(
  dirname(
    createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`),
  ),
  'dynoxide',
)

test('an engine that outlived its runtime is ended before the next one starts', async () => {
  using folder = temporaryFolder()
  const database = join(folder.path, 'dynamodb.sqlite')
  const orphan = spawn(binary, ['--port', String(await freePort()), '--db-path', database])
  await once(orphan.stderr, 'data')
  writeFileSync(join(folder.path, 'dynamodb.pid'), String(orphan.pid))
  const ended = once(orphan, 'exit')
  const engine = await startDynamoDbEngine(folder.path)
  expect(await ended).toEqual([null, 'SIGKILL'])
  expect(Number(readFileSync(join(folder.path, 'dynamodb.pid'), 'utf8'))).not.toBe(orphan.pid)
  await engine.stop()
})

test('another program that got the number of an old engine is left alone', async () => {
  using folder = temporaryFolder()
  const stranger = spawn('sleep', ['60'])
  writeFileSync(join(folder.path, 'dynamodb.pid'), String(stranger.pid))
  const engine = await startDynamoDbEngine(folder.path)
  expect(isAlive(stranger.pid!)).toBe(true)
  stranger.kill('SIGKILL')
  await engine.stop()
})
