import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Runtime } from '../../packages/local/src/index.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'

/** Tells the queue of what fan-out gives up on that this was every entry so far. */
export async function giveUpEverything({ endpoints, outputs }: Runtime): Promise<void> {
  const tables = new DynamoDBClient({ endpoint: endpoints.dynamodb!, ...LOCAL_ACCESS })
  const streams = new DynamoDBStreamsClient({ endpoint: endpoints.dynamodb!, ...LOCAL_ACCESS })
  const queues = new SQSClient({ endpoint: endpoints.queues!, ...LOCAL_ACCESS, region: 'us-east-1' })
  const { Table } = await tables.send(new DescribeTableCommand({ TableName: String(outputs.MessagesTable) }))
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}))
  const DDBStreamBatchInfo = await wholeOf(streams, Table!.LatestStreamArn!)
  await queues.send(
    new SendMessageCommand({
      QueueUrl: QueueUrls.find((url) => url.includes('ReplaysQueue'))!,
      MessageBody: JSON.stringify({ DDBStreamBatchInfo }),
    }),
  )
  for (const client of [tables, streams, queues]) client.destroy()
}

/** A stream, named as Lambda names a batch of its records. */
async function wholeOf(streams: DynamoDBStreamsClient, streamArn: string) {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }))
  const shardId = StreamDescription!.Shards![0]!.ShardId!
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  )
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }))
  const numbers = Records.map(({ dynamodb }) => dynamodb!.SequenceNumber!)
  return {
    streamArn,
    shardId,
    startSequenceNumber: numbers[0]!,
    endSequenceNumber: numbers.at(-1)!,
    batchSize: numbers.length,
  }
}
