import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { silentLog } from './console-log.ts'
import { type Runtime, startRuntime } from './runtime.ts'
import { functionResource, tableResource, temporaryFolder, writeAssembly } from './testing/assembly.ts'
import { eventually } from './testing/eventually.ts'

const template = {
  Resources: {
    Table: tableResource(),
    Fragile: functionResource('fragile'),
    Reader: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        FunctionName: { Ref: 'Fragile' },
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } } },
      },
    },
    Failed: { Type: 'AWS::SQS::Queue' },
    Replay: functionResource('replay', { Environment: { Variables: { DONE: { Ref: 'Done' } } } }),
    Feeder: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Failed', 'Arn'] },
        FunctionName: { Ref: 'Replay' },
        BatchSize: 1,
      },
    },
    Done: { Type: 'AWS::SQS::Queue' },
  },
  Outputs: { Table: { Value: { Ref: 'Table' } }, Done: { Value: { Ref: 'Done' } } },
}

/** Fails at every item whose `sk` is 13. */
const fragile = `
export const handler = async ({ Records }) => ({
  batchItemFailures: Records.filter(({ dynamodb }) => dynamodb.Keys.sk.N === '13').map(({ dynamodb }) =>
    ({ itemIdentifier: dynamodb.SequenceNumber })),
})`

/** Reads what was given up from the stream, as any function on AWS would. */
const replay = `
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from
  '${import.meta.resolve('@aws-sdk/client-dynamodb-streams')}'
import { SQSClient, SendMessageCommand } from '${import.meta.resolve('@aws-sdk/client-sqs')}'
const streams = new DynamoDBStreamsClient({})
const queues = new SQSClient({})
export const handler = async ({ Records: [{ body }] }) => {
  const { streamArn, shardId, startSequenceNumber } = JSON.parse(body).DDBStreamBatchInfo
  const { ShardIterator } = await streams.send(new GetShardIteratorCommand({
    StreamArn: streamArn, ShardId: shardId,
    ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: startSequenceNumber,
  }))
  const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }))
  const MessageBody = Records[0].dynamodb.NewImage.text.S
  await queues.send(new SendMessageCommand({ QueueUrl: process.env.DONE, MessageBody }))
}`

test.each([
  ['with', () => {}],
  ['without', undefined],
])('what a function gave up can be read again from the stream, %s a meter', async (_, meter) => {
  using folder = temporaryFolder()
  const assembly = writeAssembly(`${folder.path}/cdk.out`, template, { fragile, replay })
  const options = { assembly, dataDir: `${folder.path}/data`, log: silentLog, ...(meter && { meter }) }
  const runtime = await startRuntime(options)
  try {
    for (const sk of [12, 13, 14]) await put(runtime, sk)
    expect(await done(runtime)).toBe('text of 13')
  } finally {
    await runtime.stop()
  }
})

const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

async function put({ endpoints, outputs }: Runtime, sk: number): Promise<void> {
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb!, ...LOCAL })
  const Item = { pk: { S: 'all' }, sk: { N: String(sk) }, text: { S: `text of ${sk}` } }
  await client.send(new PutItemCommand({ TableName: String(outputs.Table), Item }))
}

async function done({ endpoints, outputs }: Runtime): Promise<string> {
  const client = new SQSClient({ endpoint: endpoints.queues!, ...LOCAL })
  return eventually(async () => {
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: String(outputs.Done) }))
    return Messages?.[0]?.Body
  }, 'what was read again')
}
