import { describe, expect, test } from 'vitest'
import { FunctionError } from '../contracts.ts'
import { type Delivery, type Discard, deliver } from './batch-delivery.ts'
import type { ShardRecord } from './stream-reader.ts'

const records = (...numbers: number[]) => numbers.map((number) => recordOf(number))

function recordOf(number: number): ShardRecord {
  return {
    shardId: 'shard-1',
    eventID: String(number),
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: number,
      Keys: {},
      SequenceNumber: String(number),
      SizeBytes: 1,
      StreamViewType: 'NEW_IMAGE',
    },
  }
}

type Fake = (numbers: string[], call: number) => unknown

/** Delivers to a fake function on a fake clock; gives what the function saw and what became of the records. */
async function run(batch: ShardRecord[], fake: Fake, options: Partial<Delivery> = {}) {
  const seen: string[] = []
  const settled: string[] = []
  const discarded: Omit<Discard, 'records'>[] = []
  const given: string[] = []
  let now = 100_000
  let slept = 0
  await deliver(batch, {
    reportsItemFailures: true,
    bisects: false,
    maximumRetries: 2,
    maximumAgeMs: Number.POSITIVE_INFINITY,
    toEvent: (record) => record.dynamodb.SequenceNumber,
    invoke: async (event) => {
      const { Records } = event as { Records: string[] }
      seen.push(Records.join(' '))
      return fake(Records, seen.length)
    },
    settle: (done) => settled.push(...done.map((record) => record.dynamodb.SequenceNumber)),
    discard: async ({ records: lost, ...rest }) => {
      given.push(lost.map((record) => record.dynamodb.SequenceNumber).join(' '))
      discarded.push(rest)
    },
    now: () => now,
    sleep: async (ms) => {
      slept++
      now += ms
    },
    stopped: () => false,
    ...options,
  })
  return { seen, settled, discarded, given, slept }
}

const failing = (...numbers: number[]) => ({
  batchItemFailures: numbers.map((number) => ({ itemIdentifier: String(number) })),
})
const crash = () => {
  throw new FunctionError('Error', 'broken')
}

describe('a batch that', () => {
  test('succeeds is settled at once', async () => {
    const result = await run(records(1, 2, 3), () => undefined)
    expect(result).toMatchObject({ seen: ['1 2 3'], settled: ['1', '2', '3'], given: [], slept: 0 })
  })

  test('fails in part is retried from the lowest failed record', async () => {
    const result = await run(records(1, 2, 3, 4), (_numbers, call) =>
      call === 1 ? failing(4, 2) : undefined,
    )
    expect(result).toMatchObject({ seen: ['1 2 3 4', '2 3 4'], settled: ['1', '2', '3', '4'], slept: 1 })
  })

  test('fails at the same record too often is given up from there on', async () => {
    const result = await run(records(1, 2, 3), () => failing(2))
    expect(result.seen).toEqual(['1 2 3', '2 3', '2 3'])
    expect(result.given).toEqual(['2 3'])
    expect(result.discarded).toEqual([
      { condition: 'RetryAttemptsExhausted', invocations: 3, functionError: false },
    ])
    expect(result.settled).toEqual(['1', '2', '3'])
  })

  test('gets further each time is not given up', async () => {
    const result = await run(records(1, 2, 3, 4, 5), (numbers) => failing(...numbers.slice(1, 2).map(Number)))
    expect(result.given).toEqual([])
    expect(result.seen).toEqual(['1 2 3 4 5', '2 3 4 5', '3 4 5', '4 5', '5'])
  })

  test.each([
    [{ batchItemFailures: [{ itemIdentifier: '' }] }],
    [{ batchItemFailures: [{ itemIdentifier: '99' }] }],
    [{ batchItemFailures: [{}] }],
    [{ batchItemFailures: 'all' }],
  ])('answers %j has failed as a whole', async (response) => {
    const result = await run(records(1, 2), (_numbers, call) => (call === 1 ? response : undefined))
    expect(result.seen).toEqual(['1 2', '1 2'])
  })

  test.each([[null], [{}], [{ batchItemFailures: null }], [{ batchItemFailures: [] }], ['text']])(
    'answers %j has succeeded',
    async (response) => {
      expect((await run(records(1, 2), () => response)).seen).toEqual(['1 2'])
    },
  )

  test('names failed records without being asked to has succeeded', async () => {
    const result = await run(records(1, 2), () => failing(1), { reportsItemFailures: false })
    expect(result).toMatchObject({ seen: ['1 2'], settled: ['1', '2'] })
  })

  test('crashes is retried whole, then given up', async () => {
    const result = await run(records(1, 2), crash)
    expect(result).toMatchObject({ seen: ['1 2', '1 2', '1 2'], given: ['1 2'] })
    expect(result.discarded[0]).toMatchObject({ functionError: true, invocations: 3 })
  })

  test('crashes is halved down to the bad record, in order, and the halving costs no retry', async () => {
    const bad = (numbers: string[]) => (numbers.includes('3') ? crash() : undefined)
    const result = await run(records(1, 2, 3, 4), bad, { bisects: true })
    expect(result.seen).toEqual(['1 2 3 4', '1 2', '3 4', '3', '3', '3', '4'])
    expect(result.given).toEqual(['3'])
    expect(result.settled).toEqual(['1', '2', '3', '4'])
  })

  test('is throttled waits without using up its retries', async () => {
    const throttle = (_numbers: string[], call: number) => {
      if (call < 6) throw new FunctionError('TooManyRequestsException', 'busy')
    }
    expect(await run(records(1), throttle)).toMatchObject({ given: [], settled: ['1'], slept: 5 })
  })

  test('holds records past their age gives up on those alone', async () => {
    const result = await run(records(10, 95, 99), () => undefined, { maximumAgeMs: 10_000 })
    expect(result).toMatchObject({ given: ['10'], seen: ['95 99'], settled: ['10', '95', '99'] })
    expect(result.discarded).toEqual([
      { condition: 'RecordAgeExceeded', invocations: 0, functionError: false },
    ])
  })

  test('keeps crashing without a limit ends when its records are too old', async () => {
    const result = await run(records(99), crash, {
      maximumAgeMs: 10_000,
      maximumRetries: Number.POSITIVE_INFINITY,
    })
    expect(result.discarded).toMatchObject([{ condition: 'RecordAgeExceeded', functionError: true }])
    expect(result.seen.length).toBeGreaterThan(3)
  })

  test('is cut off by a stop is neither settled nor given up', async () => {
    let stopped = false
    const stop = () => {
      stopped = true
      return crash()
    }
    const result = await run(records(1, 2), stop, { stopped: () => stopped, maximumRetries: 0 })
    expect(result).toMatchObject({ seen: ['1 2'], settled: [], given: [] })
  })
})
