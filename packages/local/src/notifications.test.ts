import { readFileSync } from 'node:fs'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { silentLog } from './console-log.ts'
import { type Runtime, startRuntime } from './runtime.ts'
import { functionResource, temporaryFolder, writeAssembly } from './testing/assembly.ts'
import { eventually } from './testing/eventually.ts'

const APPLICATION = 'arn:aws:sns:us-east-1:000000000000:app/GCM/parley'

/** Registers a device for each file that arrives, and pushes to it. */
const arrived = `
import { CreatePlatformEndpointCommand, PublishCommand, SNSClient } from '${import.meta.resolve('@aws-sdk/client-sns')}'
const sns = new SNSClient({})
export const handler = async ({ Records: [{ body }] }) => {
  for (const { s3 } of JSON.parse(body).Records ?? []) {
    const { application } = JSON.parse(process.env.APPLICATIONS)
    const { EndpointArn } = await sns.send(
      new CreatePlatformEndpointCommand({ PlatformApplicationArn: application, Token: s3.object.key }))
    await sns.send(new PublishCommand({ TargetArn: EndpointArn, Message: s3.object.eTag }))
  }
}`

/** Fails the first time; then notes what it was told. */
const told = `
import { SendMessageCommand, SQSClient } from '${import.meta.resolve('@aws-sdk/client-sqs')}'
const sqs = new SQSClient({})
let times = 0
export const handler = async (event) => {
  if (++times === 1) throw new Error('not yet')
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.DONE, MessageBody: JSON.stringify(event) }))
}`

const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] })

const template = {
  Resources: {
    Media: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Queue: arn('Arrivals'),
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'original/' }] } },
            },
          ],
        },
      },
    },
    Arrivals: { Type: 'AWS::SQS::Queue', Properties: {} },
    Arrived: functionResource('arrived', {
      Environment: { Variables: { APPLICATIONS: JSON.stringify({ application: APPLICATION }) } },
    }),
    ArrivalsMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: arn('Arrivals'), FunctionName: { Ref: 'Arrived' }, BatchSize: 1 },
    },
    Events: { Type: 'AWS::SNS::Topic', Properties: {} },
    Told: functionResource('told', {
      Timeout: 1,
      ReservedConcurrentExecutions: 1,
      Environment: { Variables: { DONE: { Ref: 'Done' } } },
    }),
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Events' }, Protocol: 'lambda', Endpoint: arn('Told') },
    },
    Done: { Type: 'AWS::SQS::Queue', Properties: {} },
    Downloads: { Type: 'AWS::CloudFront::Distribution', Properties: {} },
  },
  Outputs: {
    Bucket: { Value: { Ref: 'Media' } },
    Done: { Value: { Ref: 'Done' } },
    PushEvents: { Value: { Ref: 'Events' } },
  },
}

const start = (folder: string): Promise<Runtime> =>
  startRuntime({
    assembly: writeAssembly(`${folder}/cdk.out`, template, { arrived, told }),
    dataDir: `${folder}/data`,
    log: silentLog,
  })

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const at = (endpoint: string) => ({ endpoint, region: 'us-east-1', credentials })
const sqsOf = (runtime: Runtime) => new SQSClient(at(runtime.endpoints.queues!))

const received = (runtime: Runtime) =>
  eventually(async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl: String(runtime.outputs.Done), WaitTimeSeconds: 1 })
    return (await sqsOf(runtime).send(receive)).Messages?.[0]?.Body
  }, 'a message')

async function upload(runtime: Runtime, Key: string): Promise<void> {
  const s3 = new S3Client({ ...at(runtime.endpoints.s3!), forcePathStyle: true })
  await s3.send(new PutObjectCommand({ Bucket: String(runtime.outputs.Bucket), Key, Body: 'x' }))
}

type Push = { token: string; address: string; payload: object }

const pushed = (runtime: Runtime) =>
  eventually(async (): Promise<Push | undefined> => {
    const { pushes } = await (await fetch(`${runtime.endpoints.pushes}.json`)).json()
    return pushes[0]
  }, 'a push')

test('a file that arrives is told to a queue, its function pushes, and what fails is told to a function, again until it works', async () => {
  using folder = temporaryFolder()
  const runtime = await start(folder.path)
  await upload(runtime, 'thumbnail/no')
  await upload(runtime, 'original/a')
  const push = await pushed(runtime)
  expect(push).toMatchObject({
    token: 'original/a',
    payload: { data: { default: '9dd4e461268c8034f5c8564e155c67a6' } },
  })
  const published = JSON.parse(readFileSync(`${folder.path}/data/endpoints.json`, 'utf8'))
  expect(published.pushes).toBe(runtime.endpoints.pushes)

  await fetch(`${runtime.endpoints.pushes}/disable`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint: push.address }),
  })
  const { Records } = JSON.parse(await received(runtime))
  expect(Records).toMatchObject([
    {
      EventSource: 'aws:sns',
      EventSubscriptionArn: expect.stringContaining(String(runtime.outputs.PushEvents)),
      Sns: { Type: 'Notification', TopicArn: runtime.outputs.PushEvents, MessageAttributes: {} },
    },
  ])
  expect(JSON.parse(Records[0].Sns.Message)).toMatchObject({
    EventType: 'DeliveryFailure',
    EndpointArn: push.address,
  })
  await runtime.stop()
})

test('a message that is to come later comes later, a restart in between or not', async () => {
  using folder = temporaryFolder()
  const first = await start(folder.path)
  const QueueUrl = String(first.outputs.Done)
  const Entries = [
    { Id: 'soon', MessageBody: 'soon', DelaySeconds: 1 },
    { Id: 'late', MessageBody: 'late', DelaySeconds: 900 },
  ]
  await sqsOf(first).send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  await first.stop()
  const second = await start(folder.path)
  expect(await received(second)).toBe('soon')
  const { Attributes } = await sqsOf(second).send(
    new GetQueueAttributesCommand({
      QueueUrl: String(second.outputs.Done),
      AttributeNames: ['ApproximateNumberOfMessagesDelayed', 'ApproximateNumberOfMessages'],
    }),
  )
  expect(Attributes).toEqual({ ApproximateNumberOfMessagesDelayed: '1', ApproximateNumberOfMessages: '0' })
  await second.stop()
})
