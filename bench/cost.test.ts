import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { costOf, totalOf } from './cost.ts'
import prices from './prices.json' with { type: 'json' }
import { measured, serialCalls, serialOf } from './recorder.ts'
import { NO_USAGE, share, sum } from './usage.ts'

test('a million text messages cost what a person with pencil and paper finds', () => {
  // Each: 3 frames at $1.00 a million, 3 writes at $0.625, 1.5 reads at $0.125, 2 invocations at $0.20.
  const message = { ...NO_USAGE, frames: 3, writeUnits: 3, readUnits: 1.5, invocations: 2 }
  const million = share(message, 1e-6)
  expect(costOf(million)).toEqual({ frames: 3, writeUnits: 1.875, readUnits: 0.1875, invocations: 0.4 })
  expect(totalOf(million)).toBeCloseTo(5.4625, 10)
})

test('ten minutes of a thousand sockets and a thousand GB-seconds of Lambda are priced by their own units', () => {
  expect(totalOf({ ...NO_USAGE, connectionMinutes: 10_000 })).toBeCloseTo(0.0025, 10)
  expect(totalOf({ ...NO_USAGE, gbSeconds: 1_000 })).toBeCloseTo(0.0133334, 10)
})

test('every price has a place in the usage, and every use a price', () => {
  expect(Object.keys(prices.perMillion).toSorted()).toEqual(Object.keys(NO_USAGE).toSorted())
})

test('usages add up part by part', () => {
  expect(sum([{ frames: 1 }, { frames: 2, readUnits: 0.5 }])).toEqual({
    ...NO_USAGE,
    frames: 3,
    readUnits: 0.5,
  })
})

test('a frame counts once for each 32 KB begun, an HTTP request once for each 512 KB', () => {
  const frame = (bytes: number) => ({ kind: 'frame', direction: 'in', bytes, connectionId: 'c' }) as const
  const { usage } = measured([
    frame(0),
    frame(32_768),
    frame(32_769),
    { kind: 'http', routeKey: 'GET /', bytesIn: 10, bytesOut: 600_000, ms: 1 },
  ])
  expect(usage).toEqual({ ...NO_USAGE, frames: 4, httpRequests: 2 })
})

test('calls side by side count as one, calls one after the other as many', () => {
  const call = (start: number, end: number) => ({ service: 'dynamodb', operation: 'GetItem', start, end })
  expect(serialCalls([])).toBe(0)
  expect(serialCalls([call(0, 5), call(1, 4), call(2, 6)])).toBe(1)
  expect(serialCalls([call(6, 9), call(0, 5), call(1, 4), call(9, 12)])).toBe(3)
})

test('many calls of one kind count as rounds, however they are begun; the longest way through different ones counts', () => {
  const call = (operation: string, start: number, end: number) => ({
    service: 'dynamodb',
    operation,
    start,
    end,
  })
  const rows = Array.from({ length: 6 }, (_, index) => call('UpdateItem', index, index + 3))
  expect(serialCalls(rows)).toBe(2)
  expect(serialCalls([...rows, call('BatchGetItem', 9, 12), call('GetItem', 0, 1)])).toBe(3)
  expect(serialCalls([call('GetItem', 0, 9), call('PutItem', 1, 2), call('Query', 3, 4)])).toBe(2)
})

test('an invocation costs its request, its waiting and its computing, and the calls that are billed by themselves', () => {
  const call = (service: string, operation: string, start: number) => ({
    service,
    operation,
    start,
    end: start + 1,
  })
  const calls = [
    call('dynamodb', 'PutItem', 0),
    call('s3', 'PutObject', 2),
    call('s3', 'GetObject', 4),
    call('sqs', 'SendMessage', 6),
  ]
  const all = measured([
    { kind: 'invocation', function: 'Frame', ms: 50, cpuMs: 10, cold: false, initMs: 0, calls },
  ])
  const { usage } = all
  expect(usage).toMatchObject({ invocations: 1, objectPuts: 1, objectGets: 1, queueRequests: 1 })
  expect(usage.gbSeconds).toBeCloseTo((0.5 * (4 * prices.latency.callMs + 10)) / 1000, 10)
  expect(serialOf(all, 'Frame')).toBe(4)
})

test('prices stand in prices.json alone', () => {
  // Those that no other number is likely to be: 0.4 is also a budget.
  const telling = Object.values(prices.perMillion)
    .map(String)
    .filter((price) => price.length > 3)
  expect(telling).toContain('0.625')
  const written = new RegExp(`(?<![\\d.])(${telling.join('|').replaceAll('.', '\\.')})\\b`)
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (name) => !name.endsWith('.test.ts'),
  )
  expect(sources).toContain('cost.ts')
  for (const name of sources) {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8')
    expect(written.exec(text)?.[0], name).toBeUndefined()
    expect(text, name).not.toMatch(/\$\s?\d/)
  }
})
