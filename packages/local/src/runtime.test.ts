import {
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { silentLog } from './console-log.ts'
import type { MeterEvent } from './contracts.ts'
import { type Runtime, type RuntimeOptions, startRuntime } from './runtime.ts'
import { functionResource, tableResource, temporaryFolder, writeAssembly } from './testing/assembly.ts'
import { eventually } from './testing/eventually.ts'

/** Copies each message that it gets into another partition of the table, with the SDK that a Lambda has. */
const copier = `
import { DynamoDBClient, PutItemCommand } from '${import.meta.resolve('@aws-sdk/client-dynamodb')}'
const client = new DynamoDBClient({})
export const handler = async ({ Records }) => {
  for (const { dynamodb: { NewImage } } of Records)
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { ...NewImage, pk: { S: 'copy' } } }))
}`

const copying = {
  Resources: {
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        FunctionName: { Ref: 'Copier' },
        StartingPosition: 'LATEST',
        FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"pk":{"S":["message"]}}}}' }] },
      },
    },
    Copier: functionResource('copier', { Environment: { Variables: { TABLE: { Ref: 'Table' } } } }),
    Table: tableResource(),
    Role: { Type: 'AWS::IAM::Role' },
  },
  Outputs: { Name: { Value: { Ref: 'Table' } } },
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

function sqsOf(runtime: Runtime): SQSClient {
  return new SQSClient({ endpoint: runtime.endpoints.queues!, region: 'us-east-1', credentials })
}

function clientOf(runtime: Runtime): DynamoDBClient {
  return new DynamoDBClient({ endpoint: runtime.endpoints.dynamodb!, region: 'us-east-1', credentials })
}

async function put(runtime: Runtime, sk: number): Promise<void> {
  const Item = { pk: { S: 'message' }, sk: { N: String(sk) } }
  await clientOf(runtime).send(new PutItemCommand({ TableName: String(runtime.outputs.Name), Item }))
}

async function copies(runtime: Runtime): Promise<number[]> {
  const { Items = [] } = await clientOf(runtime).send(
    new QueryCommand({
      TableName: String(runtime.outputs.Name),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'copy' } },
      ConsistentRead: true,
    }),
  )
  return Items.map(({ sk }) => Number(sk!.N))
}

const start = (assembly: string, dataDir: string, options: Partial<RuntimeOptions> = {}) =>
  startRuntime({ assembly, dataDir, log: silentLog, ...options })

test('a record of the stream reaches the function, and what was written is there after a restart', async () => {
  using folder = temporaryFolder()
  const assembly = writeAssembly(`${folder.path}/cdk.out`, copying, { copier })
  const data = `${folder.path}/data`
  const first = await start(assembly, data)
  await put(first, 1)
  await eventually(async () => (await copies(first)).length === 1 || undefined, 'the first copy')
  await first.stop()
  const second = await start(assembly, data)
  await put(second, 2)
  expect(
    await eventually(async () => ((await copies(second)).length > 1 ? copies(second) : undefined), 'more'),
  ).toEqual([1, 2])
  await second.stop()
})

const queueing = {
  Resources: {
    Dead: { Type: 'AWS::SQS::Queue' },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 1,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
      },
    },
    Alarms: { Type: 'AWS::SNS::Topic' },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Alarms' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Work', 'Arn'] },
        RawMessageDelivery: true,
      },
    },
    Worker: functionResource('worker', { Timeout: 1, Environment: { Variables: { DONE: { Ref: 'Done' } } } }),
    Done: { Type: 'AWS::SQS::Queue' },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] },
        FunctionName: { Ref: 'Worker' },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
  Outputs: {
    Work: { Value: { Ref: 'Work' } },
    Dead: { Value: { Ref: 'Dead' } },
    Done: { Value: { Ref: 'Done' } },
    Alarms: { Value: { Ref: 'Alarms' } },
  },
}

/** Passes on every message but `poison`, which it reports as failed. */
const worker = `
import { SQSClient, SendMessageCommand } from '${import.meta.resolve('@aws-sdk/client-sqs')}'
const client = new SQSClient({})
export const handler = async ({ Records }) => {
  const batchItemFailures = []
  for (const { messageId: itemIdentifier, body } of Records)
    if (body === 'poison') batchItemFailures.push({ itemIdentifier })
    else await client.send(new SendMessageCommand({ QueueUrl: process.env.DONE, MessageBody: body }))
  return { batchItemFailures }
}`

test('a queue feeds its function, and what fails too often is in the dead-letter queue, also after a restart', async () => {
  using folder = temporaryFolder()
  const assembly = writeAssembly(`${folder.path}/cdk.out`, queueing, { worker })
  const data = `${folder.path}/data`
  const first = await start(assembly, data)
  const client = sqsOf(first)
  const send = (body: string) =>
    client.send(new SendMessageCommand({ QueueUrl: String(first.outputs.Work), MessageBody: body }))
  await Promise.all([send('one'), send('poison'), send('two')])
  const topic = new SNSClient({ endpoint: first.endpoints.queues!, region: 'us-east-1', credentials })
  await topic.send(new PublishCommand({ TopicArn: String(first.outputs.Alarms), Message: 'three' }))
  expect((await bodies(first, 'Done', 3)).sort()).toEqual(['one', 'three', 'two'])
  await eventually(async () => ((await waiting(first, 'Dead')) === 1 ? true : undefined), 'the dead letter')
  await first.stop()
  const second = await start(assembly, data)
  expect(await bodies(second, 'Dead', 1)).toEqual(['poison'])
  await second.stop()
})

async function waiting(runtime: Runtime, queue: string): Promise<number> {
  const { Attributes = {} } = await sqsOf(runtime).send(
    new GetQueueAttributesCommand({ QueueUrl: String(runtime.outputs[queue]), AttributeNames: ['All'] }),
  )
  return Number(Attributes.ApproximateNumberOfMessages)
}

async function bodies(runtime: Runtime, queue: string, count: number): Promise<string[]> {
  const all: string[] = []
  const QueueUrl = String(runtime.outputs[queue])
  return eventually(async () => {
    const { Messages = [] } = await sqsOf(runtime).send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    )
    all.push(...Messages.map(({ Body }) => Body!))
    return all.length >= count ? all : undefined
  }, `${count} messages in ${queue}`)
}

test('a meter hears what each call costs, failed conditions included, and callers see no difference', async () => {
  using folder = temporaryFolder()
  const assembly = writeAssembly(`${folder.path}/cdk.out`, copying, { copier })
  const events: MeterEvent[] = []
  const runtime = await start(assembly, `${folder.path}/data`, { meter: (event) => events.push(event) })
  await put(runtime, 1)
  await eventually(() => events.find(({ kind }) => kind === 'invocation'), 'an invocation')
  const TableName = String(runtime.outputs.Name)
  const client = clientOf(runtime)
  const Item = { pk: { S: 'other' }, sk: { N: '1' }, text: { S: 'x'.repeat(1500) } }
  const plain = await client.send(new PutItemCommand({ TableName, Item }))
  expect(plain.ConsumedCapacity).toBeUndefined()
  const refused = client.send(
    new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
  )
  await expect(refused).rejects.toThrow('The conditional request failed')
  const asked = await client.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' }))
  expect(asked.ConsumedCapacity).toMatchObject({ CapacityUnits: 2 })
  const transaction = [1, 2].map((sk) => ({ Put: { TableName, Item: { ...Item, sk: { N: `${sk}` } } } }))
  await client.send(new TransactWriteItemsCommand({ TransactItems: transaction }))
  await runtime.stop()

  const units = events.flatMap((event) => (event.kind === 'dynamodb' ? [event.writeUnits] : []))
  expect(units).toEqual([1, 1, 2, 2, 2, 8])
  expect(events.find(({ kind }) => kind === 'invocation')).toMatchObject({
    function: 'Copier',
    cold: true,
    calls: [{ service: 'dynamodb', operation: 'PutItem' }],
  })
})

test('a start that fails leaves nothing behind, and a stop may be called twice', async () => {
  using folder = temporaryFolder()
  const data = `${folder.path}/data`
  const broken = {
    Resources: { ...copying.Resources, Mapping: { ...copying.Resources.Mapping, Properties: {} } },
  }
  await expect(start(writeAssembly(`${folder.path}/broken`, broken, { copier }), data)).rejects.toThrow(
    'Mapping (AWS::Lambda::EventSourceMapping): EventSourceArn is missing',
  )
  const runtime = await start(writeAssembly(`${folder.path}/cdk.out`, copying, { copier }), data)
  await Promise.all([runtime.stop(), runtime.stop()])
})

test('properties that have no effect here are named', async () => {
  using folder = temporaryFolder()
  const warnings: string[] = []
  const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Colour: 'red' } } } }
  const log = { ...silentLog, warn: (line: string) => warnings.push(line) }
  const runtime = await start(writeAssembly(`${folder.path}/cdk.out`, template), `${folder.path}/data`, {
    log,
  })
  expect(warnings).toEqual(['Queue (AWS::SQS::Queue): Colour has no effect locally'])
  await runtime.stop()
})
