import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../console-log.ts'
import type { JsonApi } from '../json-api.ts'
import { temporaryFolder } from '../testing/assembly.ts'
import { eventually } from '../testing/eventually.ts'
import { Checkpoint } from './checkpoint.ts'
import { StreamMapping, type StreamMappingOptions } from './stream-mapping.ts'
import type { StreamRecord } from './stream-record.ts'

/** A stream of one shard, held in a list. */
class FakeStream {
  readonly records: StreamRecord[] = []

  write(
    pk: string,
    fields: Partial<StreamRecord['dynamodb']> = {},
    eventName: StreamRecord['eventName'] = 'INSERT',
  ) {
    const SequenceNumber = String(this.records.length + 1)
    this.records.push({
      eventID: SequenceNumber,
      eventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'elsewhere',
      dynamodb: {
        ApproximateCreationDateTime: Date.now() / 1000,
        Keys: { pk: { S: pk } },
        SequenceNumber,
        SizeBytes: 1,
        StreamViewType: 'NEW_IMAGE',
        ...fields,
      },
    })
  }

  readonly api: JsonApi = async (operation, input) => {
    const { ShardIterator, SequenceNumber = 0, Limit } = input as Record<string, string>
    if (operation === 'DescribeStream') return { StreamDescription: { Shards: [{ ShardId: 'shard-1' }] } }
    if (operation === 'GetShardIterator') return { ShardIterator: String(SequenceNumber) }
    const Records = this.records.slice(Number(ShardIterator), Number(ShardIterator) + Number(Limit))
    return {
      Records: structuredClone(Records),
      NextShardIterator: String(Number(ShardIterator) + Records.length),
    }
  }
}

type Seen = {
  eventSourceARN: string
  awsRegion: string
  dynamodb: { SequenceNumber: string; Keys: { pk: { S: string } } }
}

let folder: ReturnType<typeof temporaryFolder>
let stream: FakeStream
let batches: Seen[][]
let running: StreamMapping[]

beforeEach(() => {
  folder = temporaryFolder()
  stream = new FakeStream()
  batches = []
  running = []
})

afterEach(async () => {
  await Promise.all(running.map((mapping) => mapping.stop()))
  folder[Symbol.dispose]()
})

function mappingOf(options: Partial<StreamMappingOptions>): StreamMapping {
  return new StreamMapping({
    name: 'Mapping',
    streams: stream.api,
    streamArn: 'arn:ours',
    engineArn: 'arn:theirs',
    region: 'us-east-1',
    partitionKey: 'pk',
    functionArn: 'arn:function',
    invoke: async (event) => void batches.push((event as { Records: Seen[] }).Records),
    policy: {
      reportsItemFailures: false,
      bisects: false,
      maximumRetries: 0,
      maximumAgeMs: Number.POSITIVE_INFINITY,
    },
    batchSize: 10,
    windowMs: 0,
    lanes: 1,
    startsAtLatest: false,
    matches: () => true,
    checkpoint: new Checkpoint(join(folder.path, 'mapping.json')),
    onWrite: () => () => {},
    quietPollMs: 25,
    log: silentLog,
    ...options,
  })
}

async function map(options: Partial<StreamMappingOptions> = {}): Promise<StreamMapping> {
  const mapping = mappingOf(options)
  running.push(mapping)
  await mapping.start()
  return mapping
}

const numbers = () => batches.flat().map(({ dynamodb }) => Number(dynamodb.SequenceNumber))
const handled = (count: number) =>
  eventually(() => (numbers().length >= count ? numbers() : undefined), `${count} records are handled`)

test('records come in order, in batches of the size asked for, under the names of the template', async () => {
  for (let i = 0; i < 25; i++) stream.write('a')
  await map()
  expect(await handled(25)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
  expect(batches.map(({ length }) => length)).toEqual([10, 10, 5])
  expect(batches[0]![0]).toMatchObject({ eventSourceARN: 'arn:ours', awsRegion: 'us-east-1' })
  expect(batches[0]![0]).not.toHaveProperty('shardId')
})

test('LATEST leaves out what was there before, also after a restart before the first record', async () => {
  stream.write('old')
  await (await map({ startsAtLatest: true })).stop()
  stream.write('new')
  await map({ startsAtLatest: true })
  expect(await handled(1)).toEqual([2])
})

test('a stopped mapping goes on where it was', async () => {
  stream.write('a')
  const first = await map()
  await handled(1)
  await first.stop()
  stream.write('a')
  await map()
  expect(await handled(2)).toEqual([1, 2])
})

test('a table that was created anew is read from its beginning', async () => {
  stream.write('a')
  const first = await map()
  await handled(1)
  await first.stop()
  await map({ streamArn: 'arn:anew' })
  expect(await handled(2)).toEqual([1, 1])
})

test('a slow partition holds up only its own records, and its own stay in order', async () => {
  const release = Promise.withResolvers<void>()
  const invoke = async (event: unknown) => {
    const { Records } = event as { Records: Seen[] }
    if (Records.some(({ dynamodb }) => dynamodb.Keys.pk.S === 'slow')) await release.promise
    batches.push(Records)
  }
  for (let i = 0; i < 5; i++) for (const pk of ['slow', 'b', 'c', 'd', 'e', 'f']) stream.write(pk)
  await map({ invoke, lanes: 10 })
  await handled(15)
  expect(numbers().filter((number) => number % 6 === 1)).toEqual([])
  release.resolve()
  await handled(30)
  for (let rest = 0; rest < 6; rest++) {
    const own = numbers().filter((number) => number % 6 === rest)
    expect(own).toEqual(own.toSorted((a, b) => a - b))
  }
})

test('what a slow lane has not settled is not behind the checkpoint, whatever other lanes have done', async () => {
  const release = Promise.withResolvers<void>()
  const invoke = async (event: unknown) => {
    const { Records } = event as { Records: Seen[] }
    if (Records[0]!.dynamodb.Keys.pk.S === 'slow') await release.promise
    batches.push(Records)
  }
  const saved = () => new Checkpoint(join(folder.path, 'mapping.json')).load('arn:ours')?.position?.after
  for (const pk of ['b', 'slow', 'b', 'c']) stream.write(pk)
  await map({ invoke, lanes: 10, batchSize: 1 })
  await handled(3)
  expect(await eventually(saved, 'a checkpoint')).toBe('1')
  release.resolve()
  await handled(4)
  await eventually(() => saved() === '4' || undefined, 'a checkpoint behind everything')
})

test('records that no filter wants are passed over, and not seen again', async () => {
  const wantsB = (event: unknown) => (event as Seen).dynamodb.Keys.pk.S === 'b'
  for (const pk of ['a', 'b', 'a']) stream.write(pk)
  const first = await map({ matches: wantsB })
  await handled(1)
  await first.stop()
  await map({ matches: () => true })
  stream.write('c')
  expect(await handled(2)).toEqual([2, 4])
})

test('a write that changed nothing makes no event', async () => {
  const same = { v: { S: 'x' } }
  stream.write('a', { OldImage: same, NewImage: structuredClone(same) }, 'MODIFY')
  stream.write('a', { OldImage: same, NewImage: { v: { S: 'y' } } }, 'MODIFY')
  await map()
  expect(await handled(1)).toEqual([2])
})

test('what is given up is told to the destination, without the record itself', async () => {
  const told: unknown[] = []
  stream.write('poison', { NewImage: { text: { S: 'secret' } } })
  stream.write('fine')
  await map({
    batchSize: 1,
    invoke: async (event) => {
      const { Records } = event as { Records: Seen[] }
      if (Records[0]!.dynamodb.Keys.pk.S === 'poison') throw new Error('broken')
      batches.push(Records)
    },
    onFailure: async (record) => void told.push(record),
  })
  await handled(1)
  expect(told).toMatchObject([
    {
      requestContext: {
        condition: 'RetryAttemptsExhausted',
        functionArn: 'arn:function',
        approximateInvokeCount: 1,
      },
      responseContext: { statusCode: 200, functionError: 'Unhandled' },
      version: '1.0',
      DDBStreamBatchInfo: {
        shardId: 'shard-1',
        startSequenceNumber: '1',
        endSequenceNumber: '1',
        batchSize: 1,
        streamArn: 'arn:ours',
      },
    },
  ])
  expect(JSON.stringify(told)).not.toContain('secret')
})

test('a destination that fails is tried again until it takes the record', async () => {
  let tries = 0
  stream.write('a')
  await map({
    invoke: async () => {
      throw new Error('broken')
    },
    onFailure: async () => {
      if (++tries < 3) throw new Error('not now')
    },
  })
  await eventually(() => (tries === 3 ? true : undefined), 'the third try')
})

test('a batching window waits for a full batch', async () => {
  await map({ batchSize: 3, windowMs: 60_000 })
  stream.write('a')
  stream.write('a')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(batches).toEqual([])
  stream.write('a')
  expect(await handled(3)).toEqual([1, 2, 3])
  expect(batches).toHaveLength(1)
})
