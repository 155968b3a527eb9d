import { DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { SQSEvent } from 'aws-lambda'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Item } from '../../lambdas/adapters/dynamo.ts'
import { dynamoInbox } from '../../lambdas/adapters/inbox.ts'
import { entryToItem } from '../../lambdas/adapters/message-log.ts'
import { dynamoSockets } from '../../lambdas/adapters/sockets.ts'
import { CONTEXT } from '../fixtures/api-gateway.ts'
import { captureConsole } from '../fixtures/console.ts'
import { LOCAL_ACCESS, startTables, type Tables } from '../fixtures/dynamodb.ts'
import { setFunctionEnvironment } from '../fixtures/functions.ts'
import { newConnection, newEntry, newPair } from '../fixtures/people.ts'

const SECRET = 'a text that belongs in no log'

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`the functions behind queues: ${tables.unavailable}`, () => {})
} else {
  const streams = new DynamoDBStreamsClient({ endpoint: tables.url, ...LOCAL_ACCESS })
  afterAll(async () => {
    vi.unstubAllEnvs()
    streams.destroy()
    await tables.stop()
  })
  setFunctionEnvironment(tables, { AWS_ENDPOINT_URL_DYNAMODB_STREAMS: tables.url })
  await testFunctions(tables, streams)
}

async function testFunctions({ client, chat, messages }: Tables, streams: DynamoDBStreamsClient) {
  const { handler: replay } = await import('../../lambdas/replay.ts')
  const { handler: deliverPart } = await import('../../lambdas/deliver-part.ts')
  const printed = captureConsole()
  const inbox = dynamoInbox(client, chat)
  const sockets = dynamoSockets(client, chat)
  const put = (item: Item) => client.send(new PutItemCommand({ TableName: messages, Item: item }))

  const message = (body: object, receives: number) =>
    ({
      Records: [
        {
          messageId: 'm1',
          body: JSON.stringify(body),
          attributes: { ApproximateReceiveCount: `${receives}` },
        },
      ],
    }) as SQSEvent

  /** What Lambda says of a batch that held these items, as they lie in the stream. */
  async function failureOf(...items: Item[]) {
    for (const item of items) await put(item)
    const { Table } = await client.send(new DescribeTableCommand({ TableName: messages }))
    const streamArn = Table!.LatestStreamArn!
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }))
    const shardId = StreamDescription!.Shards![0]!.ShardId!
    const place = { StreamArn: streamArn, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' } as const
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand(place))
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }))
    const numbers = Records!.map(({ dynamodb }) => dynamodb!.SequenceNumber!)
    const [startSequenceNumber, endSequenceNumber] = [numbers.at(-items.length), numbers.at(-1)]
    return { DDBStreamBatchInfo: { streamArn, shardId, startSequenceNumber, endSequenceNumber } }
  }

  describe('replay', () => {
    it('delivers what fan-out gave up on', async () => {
      const { ada, ben, conversation } = newPair()
      const entries = [1, 2].map((seq) => newEntry(conversation, seq, ada, SECRET))
      const failure = await failureOf(...entries.map(entryToItem))
      expect(await replay(message(failure, 1), CONTEXT)).toEqual({ batchItemFailures: [] })
      expect(await inbox.row(ben.user, conversation)).toMatchObject({ head: { seq: 2, n: 2 } })
      expect((await inbox.row(ada.user, conversation))?.undelivered).toEqual([])
    })

    it('tells the author of a poison record on its last try, and lets the message go to its end', async () => {
      const { ada, ben, conversation } = newPair()
      const poison = { ...entryToItem(newEntry(conversation, 2, ada, SECRET)), kind: { S: 'hologram' } }
      const failure = await failureOf(entryToItem(newEntry(conversation, 1, ada)), poison)
      const failed = { batchItemFailures: [{ itemIdentifier: 'm1' }] }
      for (const receives of [1, 2]) expect(await replay(message(failure, receives), CONTEXT)).toEqual(failed)
      expect((await inbox.row(ada.user, conversation))?.undelivered).toEqual([])
      expect(await replay(message(failure, 3), CONTEXT)).toEqual(failed)
      expect((await inbox.row(ada.user, conversation))?.undelivered).toEqual([2])
      expect(await inbox.row(ben.user, conversation)).toMatchObject({ head: { seq: 1, n: 1 } })
      expect(printed().join()).not.toContain(SECRET)
    })

    it('reports a message that is no failure record', async () => {
      const failed = { batchItemFailures: [{ itemIdentifier: 'm1' }] }
      expect(await replay(message({}, 3), CONTEXT)).toEqual(failed)
    })
  })

  describe('deliver-part', () => {
    it('posts the entries that a part names, read from the log; what cannot be posted is noted', async () => {
      const { ada, ben, conversation } = newPair()
      const connection = newConnection()
      await sockets.issue({ ...ben, hash: 'hash', expiresAt: Date.now() + 1_000, signedInAt: Date.now() })
      await sockets.open({ ...ben, hash: 'hash' }, connection, Date.now())
      await put(entryToItem(newEntry(conversation, 1, ada, SECRET)))
      const part = { conversation, first: 1, last: 1, epoch: 0 }
      expect(await deliverPart(message(part, 1), CONTEXT)).toEqual({ batchItemFailures: [] })
      expect(await sockets.takeMissed(connection)).toBe(true)
      expect(await inbox.row(ben.user, conversation)).toBeUndefined()
    })
  })
}
