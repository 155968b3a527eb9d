import { DescribeTableCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { afterAll, describe, expect, it } from 'vitest'
import { toItem } from '../../lambdas/adapters/dynamo.ts'
import { streamGivenUp } from '../../lambdas/adapters/given-up.ts'
import { entryToItem } from '../../lambdas/adapters/message-log.ts'
import { LOCAL_ACCESS, startTables, type Tables } from '../fixtures/dynamodb.ts'
import { newEntry, newPair } from '../fixtures/people.ts'

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`GivenUp in DynamoDB: ${tables.unavailable}`, () => {})
} else {
  const client = new DynamoDBStreamsClient({ endpoint: tables.url, ...LOCAL_ACCESS })
  afterAll(async () => {
    client.destroy()
    await tables.stop()
  })
  describe('GivenUp in DynamoDB', () => contract(tables, client))
}

/**
 * There is no twin in memory: what is held to account here is how a stream is read. That AWS refuses a shard which
 * is no more is not: the engine does not know how long it keeps one.
 */
function contract({ client, messages }: Tables, streams: DynamoDBStreamsClient): void {
  const put = (Item: ReturnType<typeof entryToItem>) =>
    client.send(new PutItemCommand({ TableName: messages, Item }))

  /** The stream's only shard, with the sequence numbers of what it holds. */
  async function shard() {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: messages }))
    const stream = Table!.LatestStreamArn!
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: stream }))
    const id = StreamDescription!.Shards![0]!.ShardId!
    const from = { StreamArn: stream, ShardId: id, ShardIteratorType: 'TRIM_HORIZON' } as const
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand(from))
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }))
    return { stream, shard: id, numbers: Records!.map(({ dynamodb }) => dynamodb!.SequenceNumber!) }
  }

  it('reads entries again by their place in the stream: these, in order, and no others', async () => {
    const { ada, ben, conversation } = newPair()
    const before = (await shard()).numbers.length
    for (const [index, from] of [ada, ben, ada, ben].entries())
      await put(entryToItem(newEntry(conversation, index + 1, from)))
    const { numbers, ...place } = await shard()
    const [, first, last] = numbers.slice(before)
    expect(await streamGivenUp(streams).read({ ...place, first: first!, last: last! })).toEqual([
      { conversation, seq: 2, from: ben.user },
      { conversation, seq: 3, from: ada.user },
    ])
  })

  it('takes what it can from a record that is not as it should be', async () => {
    const { conversation } = newPair()
    const before = (await shard()).numbers.length
    await put(toItem({ conversation, seq: 1, from: 7, kind: 'hologram' }))
    const { numbers, ...place } = await shard()
    const [only] = numbers.slice(before)
    expect(await streamGivenUp(streams).read({ ...place, first: only!, last: only! })).toEqual([
      { conversation, seq: 1 },
    ])
  })

  it('leaves out changes of entries that were there before', async () => {
    const { ada, conversation } = newPair()
    const before = (await shard()).numbers.length
    for (const seq of [1, 2]) {
      await put(entryToItem(newEntry(conversation, seq, ada)))
      const Key = toItem({ conversation, seq })
      const values = toItem({ ':at': 1 })
      await client.send(
        new UpdateItemCommand({
          TableName: messages,
          Key,
          UpdateExpression: 'SET vanishes = :at',
          ExpressionAttributeValues: values,
        }),
      )
    }
    const { numbers, ...place } = await shard()
    const range = { ...place, first: numbers[before]!, last: numbers.at(-1)! }
    expect((await streamGivenUp(streams).read(range)).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('fails if not all of it can be read', async () => {
    const { numbers, ...place } = await shard()
    const beyond = `${BigInt(numbers.at(-1)!) + 1_000n}`.padStart(numbers[0]!.length, '0')
    const range = { ...place, first: numbers[0]!, last: beyond }
    await expect(streamGivenUp(streams).read(range)).rejects.toThrow('no longer has')
  })
}
