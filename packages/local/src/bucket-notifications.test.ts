import { expect, test } from 'vitest'
import { bucketNotifier } from './bucket-notifications.ts'
import type { Context } from './context.ts'
import { Properties } from './properties.ts'
import { creationEvent } from './services/s3-events.ts'

/** A context with two queues and a function, and what they were sent. */
function targets() {
  const sent: [queue: string, body: unknown][] = []
  const invoked: unknown[] = []
  const queues = { send: (name: string, body: string) => sent.push([name, JSON.parse(body)]) }
  const pool = { invoke: async (event: unknown) => invoked.push(event), definition: { logicalId: 'F' } }
  const context = {
    queues: new Map(['one', 'two'].map((name) => [`arn:${name}`, { name }])),
    topics: new Map(),
    functions: new Map([['arn:f', pool]]),
    services: { queues: async () => queues },
  } as unknown as Context
  return { sent, invoked, context }
}

const notifier = (context: Context, configuration: object) =>
  bucketNotifier(
    new Properties('AWS::S3::Bucket', 'Media', { NotificationConfiguration: configuration }),
    context,
  )

const created = (by: 'Put' | 'Post', key: string) =>
  creationEvent({ by, bucket: 'media', key, size: 1, etag: 'e', sourceIp: '' }, 'eu-west-1', new Date())

const rules = (prefix: string, suffix: string) => ({
  S3Key: {
    Rules: [
      { Name: 'prefix', Value: prefix },
      { Name: 'Suffix', Value: suffix },
    ],
  },
})

test('a queue is told of the objects that its event and its filter mean, and of no other', async () => {
  const { sent, invoked, context } = targets()
  const { notify } = await notifier(context, {
    QueueConfigurations: [
      { Event: 's3:ObjectCreated:*', Queue: 'arn:one', Filter: rules('ori ginal/', '') },
      { Event: 's3:ObjectCreated:Post', Queue: 'arn:two', Filter: rules('rendition/', '.json') },
    ],
    LambdaConfigurations: [{ Event: 's3:ObjectCreated:Put', Function: 'arn:f', Filter: rules('x', '') }],
  })
  const events = [
    created('Put', 'ori ginal/a'),
    created('Post', 'rendition/a.json'),
    created('Put', 'rendition/b.json'),
    created('Post', 'rendition/c'),
    created('Put', 'x+y'),
  ]
  for (const event of events) notify(event)
  expect(sent).toEqual([
    ['one', events[0]],
    ['two', events[1]],
  ])
  expect(invoked).toEqual([events[4]])
})

test('a queue is told that it will be notified, as S3 does when it is set up', async () => {
  const { sent, context } = targets()
  const { sendTest } = await notifier(context, {
    QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: 'arn:one' }],
  })
  sendTest('media')
  expect(sent).toMatchObject([['one', { Event: 's3:TestEvent', Bucket: 'media' }]])
})

test.each<[string, object, string]>([
  [
    'two rules that may mean the same key',
    {
      QueueConfigurations: [
        { Event: 's3:ObjectCreated:*', Queue: 'arn:one', Filter: rules('a', '') },
        { Event: 's3:ObjectCreated:Put', Queue: 'arn:two', Filter: rules('a/b', '.json') },
      ],
    },
    'ambiguously',
  ],
  [
    'a target outside the template',
    { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: 'arn:other' }] },
    'outside this template',
  ],
  [
    'another event',
    { QueueConfigurations: [{ Event: 's3:ObjectRemoved:*', Queue: 'arn:one' }] },
    's3:ObjectRemoved:* is not run locally',
  ],
  ['EventBridge', { EventBridgeConfiguration: { EventBridgeEnabled: true } }, 'EventBridge is not run'],
])('%s is refused', async (_name, configuration, why) => {
  const { context } = targets()
  await expect(notifier(context, configuration)).rejects.toThrow(why)
})
