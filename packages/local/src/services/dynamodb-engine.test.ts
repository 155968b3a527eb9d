import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { silentLog } from '../console-log.ts'
import { isAlive } from '../process-identity.ts'
import { temporaryFolder } from '../testing/assembly.ts'
import { eventually } from '../testing/eventually.ts'
import { findBinary, startDynamoDbEngine } from './dynamodb-engine.ts'
import { freePort } from './free-port.ts'

test('an engine that outlived its runtime is ended before the next one starts', async () => {
  using folder = temporaryFolder()
  const database = join(folder.path, 'dynamodb.sqlite')
  const orphan = spawn(findBinary(), ['--port', String(await freePort()), '--db-path', database])
  await once(orphan.stderr, 'data')
  writeFileSync(join(folder.path, 'dynamodb.pid'), String(orphan.pid))
  const ended = once(orphan, 'exit')
  const engine = await startDynamoDbEngine(folder.path, silentLog)
  expect(await ended).toEqual([null, 'SIGKILL'])
  expect(Number(readFileSync(join(folder.path, 'dynamodb.pid'), 'utf8'))).not.toBe(orphan.pid)
  await engine.stop()
})

test('another program that got the number of an old engine is left alone', async () => {
  using folder = temporaryFolder()
  const stranger = spawn('sleep', ['60'])
  writeFileSync(join(folder.path, 'dynamodb.pid'), String(stranger.pid))
  const engine = await startDynamoDbEngine(folder.path, silentLog)
  expect(isAlive(stranger.pid!)).toBe(true)
  stranger.kill('SIGKILL')
  await engine.stop()
})

test('an engine that runs elsewhere is used, and none is started', async () => {
  using folder = temporaryFolder()
  vi.stubEnv('DYNAMODB_ENDPOINT', 'http://localhost:8000/')
  const engine = await startDynamoDbEngine(folder.path, silentLog)
  vi.unstubAllEnvs()
  expect(engine.url).toBe('http://localhost:8000')
  expect(readdirSync(folder.path)).toEqual([])
})

test('an engine that ends by itself is reported', async () => {
  using folder = temporaryFolder()
  const errors: string[] = []
  const log = { ...silentLog, error: (line: string) => errors.push(line) }
  const engine = await startDynamoDbEngine(folder.path, log)
  process.kill(Number(readFileSync(join(folder.path, 'dynamodb.pid'), 'utf8')), 'SIGKILL')
  expect(await eventually(() => errors[0], 'a report')).toContain('has ended by itself')
  await engine.stop()
})
