import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../console-log.ts'
import type { FunctionError, MeterEvent } from '../contracts.ts'
import { temporaryFolder } from '../testing/assembly.ts'
import { eventually } from '../testing/eventually.ts'
import type { FunctionDefinition } from './function-definition.ts'
import { openFunctionLog } from './function-log.ts'
import { FunctionPool } from './function-pool.ts'

let folder: ReturnType<typeof temporaryFolder>
let pools: FunctionPool[]

beforeEach(() => {
  folder = temporaryFolder()
  pools = []
})

afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.stop()))
  folder[Symbol.dispose]()
})

type Options = Partial<FunctionDefinition> & { file?: string; meter?: (event: MeterEvent) => void }

function poolOf(source: string, { file = 'index.mjs', meter, ...definition }: Options = {}): FunctionPool {
  const directory = join(folder.path, `code${pools.length}`)
  mkdirSync(directory)
  writeFileSync(join(directory, file), source)
  const pool = new FunctionPool(
    {
      logicalId: 'Fn',
      name: 'Fn',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Fn',
      directory,
      handler: 'index.handler',
      timeoutMs: 10_000,
      memoryMb: 128,
      maximumEnvironments: 4,
      eagerEnvironments: 4,
      patienceMs: 0,
      idleMs: 60_000,
      ready: Promise.resolve(),
      variables: () => ({ GIVEN: 'yes' }),
      log: openFunctionLog(folder.path, `Fn${pools.length}`, silentLog),
      ...definition,
    },
    meter,
  )
  pools.push(pool)
  return pool
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('the function should have failed'),
    ({ errorType, errorMessage }: FunctionError) => ({ errorType, errorMessage }),
  )

test('a function sees its own variables and nothing of the process around it', async () => {
  process.env.LEAKED = 'no'
  const source =
    'process.env.LEFT ??= "0"; export const handler = async () => ({ ...process.env, LEFT: ++process.env.LEFT })'
  const one = poolOf(source)
  const other = poolOf(source)
  expect(await one.invoke({})).toMatchObject({ GIVEN: 'yes', LEFT: 1 })
  expect(await one.invoke({})).toMatchObject({ LEFT: 2 })
  const seen = await other.invoke({})
  expect(seen).toMatchObject({ GIVEN: 'yes', LEFT: 1 })
  expect(seen).not.toHaveProperty('LEAKED')
  expect(process.env.LEFT).toBeUndefined()
})

test('events and results pass as JSON', async () => {
  const pool = poolOf(
    'export const handler = async (event) => ({ got: event, at: new Date(0), none: undefined })',
  )
  expect(await pool.invoke({ list: [1, undefined], when: new Date(0) })).toEqual({
    got: { list: [1, null], when: '1970-01-01T00:00:00.000Z' },
    at: '1970-01-01T00:00:00.000Z',
  })
  expect(await poolOf('export const handler = async () => {}').invoke({})).toBeNull()
})

test('the context tells who runs and how long it may', async () => {
  const pool = poolOf(`export const handler = async (event, context) =>
    ({ ...context, left: context.getRemainingTimeInMillis() })`)
  const seen = (await pool.invoke({})) as Record<string, unknown>
  expect(seen).toMatchObject({ functionName: 'Fn', memoryLimitInMB: '128', functionVersion: '$LATEST' })
  expect(seen.awsRequestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(seen.left).toBeGreaterThan(0)
  expect(seen.left).toBeLessThanOrEqual(10_000)
})

test('an error reaches the caller as type and message, without its stack', async () => {
  const pool = poolOf('export const handler = async () => { throw new RangeError("too far") }')
  expect(await failure(pool.invoke({}))).toEqual({ errorType: 'RangeError', errorMessage: 'too far' })
})

test('a function that is too slow is cut off, and its next event gets a fresh environment', async () => {
  const pool = poolOf(
    'let count = 0; export const handler = async (event) => { count++; if (event.hang) await new Promise(() => {}); return count }',
    { timeoutMs: 200 },
  )
  expect(await pool.invoke({})).toBe(1)
  expect(await failure(pool.invoke({ hang: true }))).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'Task timed out after 0.20 seconds',
  })
  expect(await pool.invoke({})).toBe(1)
})

test('a function that spins is cut off as well', async () => {
  const pool = poolOf('export const handler = async () => { for (;;); }', { timeoutMs: 200 })
  expect(await failure(pool.invoke({}))).toMatchObject({ errorType: 'Sandbox.Timedout' })
})

test.each([
  ['an exit', 'process.exit(3)', 'Runtime.ExitError', /exit status 3/],
  [
    'an unhandled rejection',
    'Promise.reject(new Error("lost")); await new Promise(() => {})',
    'Runtime.UnhandledPromiseRejection',
    /lost/,
  ],
  [
    'an uncaught exception',
    'setTimeout(() => { throw new TypeError("late") }); await new Promise(() => {})',
    'TypeError',
    /late/,
  ],
])('%s fails the event at hand and leaves the function usable', async (_name, crash, errorType, message) => {
  const pool = poolOf(
    `export const handler = async (event) => { if (event.crash) { ${crash} } return 'fine' }`,
  )
  const failed = await failure(pool.invoke({ crash: true }))
  expect(failed).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) })
  expect(await pool.invoke({})).toBe('fine')
})

test('an environment that breaks while it is idle is not used again', async () => {
  const pool = poolOf('export const handler = async () => { setTimeout(() => process.exit(1)); return 1 }')
  for (let i = 0; i < 5; i++) {
    expect(await pool.invoke({})).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
})

test.each([
  ['that does not load', 'throw new Error("no table name")', 'Runtime.ImportModuleError', 'no table name'],
  [
    'without the handler',
    'export const other = 1',
    'Runtime.HandlerNotFound',
    'handler is undefined or not exported',
  ],
])('code %s fails every event', async (_name, source, errorType, errorMessage) => {
  const pool = poolOf(source)
  expect(await failure(pool.invoke({}))).toEqual({ errorType, errorMessage })
  expect(await failure(pool.invoke({}))).toEqual({ errorType, errorMessage })
})

test('a plain .js file is CommonJS, as in Lambda', async () => {
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}')
  const pool = poolOf('exports.handler = async () => typeof require', { file: 'index.js' })
  expect(await pool.invoke({})).toBe('function')
})

const together = `let running = 0, most = 0
export const handler = async () => {
  most = Math.max(most, ++running)
  await new Promise((resolve) => setTimeout(resolve, 20))
  running--
  return { most, thread: globalThis.id ??= Math.random() }
}`

test('an environment handles one event at a time, and more of them start while events wait', async () => {
  const pool = poolOf(together)
  const results = (await Promise.all(Array.from({ length: 40 }, () => pool.invoke({})))) as {
    most: number
    thread: number
  }[]
  expect(results.every(({ most }) => most === 1)).toBe(true)
  const threads = new Set(results.map(({ thread }) => thread)).size
  expect(threads).toBeGreaterThan(1)
  expect(threads).toBeLessThanOrEqual(4)
})

test('beyond what starts at once, an environment starts only when the others do not get on', async () => {
  const patient = poolOf(together, { eagerEnvironments: 2, patienceMs: 10_000 })
  await Promise.all(Array.from({ length: 40 }, () => patient.invoke({})))
  expect(patient.size).toBe(2)

  const hanging = 'export const handler = ({ hang }) => hang ? new Promise(() => {}) : "served"'
  const pool = poolOf(hanging, { eagerEnvironments: 2, patienceMs: 200 })
  for (let i = 0; i < 2; i++) pool.invoke({ hang: true }).catch(() => {})
  expect(await pool.invoke({})).toBe('served')
  expect(pool.size).toBe(3)
})

test('environments that have nothing to do end, all but one', async () => {
  const pool = poolOf(together, { idleMs: 500 })
  await Promise.all(Array.from({ length: 20 }, () => pool.invoke({})))
  expect(pool.size).toBeGreaterThan(1)
  await eventually(() => pool.size === 1 || undefined, 'one environment is left')
  expect(await pool.invoke({})).toMatchObject({ most: 1 })
})

test('reserved concurrency is a cap; without any the function is refused', async () => {
  const one = poolOf(together, { maximumEnvironments: 1 })
  const results = (await Promise.all(Array.from({ length: 10 }, () => one.invoke({})))) as {
    thread: number
  }[]
  expect(new Set(results.map(({ thread }) => thread)).size).toBe(1)
  const none = poolOf(together, { maximumEnvironments: 0 })
  expect(await failure(none.invoke({}))).toMatchObject({ errorType: 'TooManyRequestsException' })
})

test('what the function prints is in its log with level and request', async () => {
  const pool = poolOf(
    'export const handler = async () => { console.warn("careful %s", "now"); process.stdout.write("raw") }',
  )
  await pool.invoke({})
  await pool.stop()
  const log = readFileSync(join(folder.path, 'logs', 'Fn0.log'), 'utf8')
  expect(log).toMatch(/^\S+ [0-9a-f-]{36} WARN careful now$/m)
  expect(log).toMatch(/ INFO raw$/m)
})

test('a meter hears of every invocation, cold or warm', async () => {
  const events: MeterEvent[] = []
  const pool = poolOf('export const handler = async () => {}', { meter: (event) => events.push(event) })
  await pool.invoke({})
  await pool.invoke({})
  expect(events).toMatchObject([
    { kind: 'invocation', function: 'Fn', cold: true, initMs: expect.any(Number) },
    { kind: 'invocation', function: 'Fn', cold: false, initMs: 0, calls: [] },
  ])
})
