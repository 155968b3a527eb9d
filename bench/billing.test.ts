import { expect, test } from 'vitest'
import type { MeterEvent, ServiceCall } from '../packages/local/src/index.ts'
import { deployedBy } from './deployed.ts'
import { pollingOf } from './polling.ts'
import prices from './prices.json' with { type: 'json' }
import { measured, Recorder } from './recorder.ts'

const queue = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] }) as const
const mapping = (from: string, to: string) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn: queue(from), FunctionName: { Ref: to } },
})
const template = {
  Resources: {
    Frame1: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } },
    Look1: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } },
    Arrived1: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } },
    Thumbnails1: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 1536 } },
    FanOut1: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } },
    Looks: { Type: 'AWS::SQS::Queue' },
    Arrivals: { Type: 'AWS::SQS::Queue' },
    Work: { Type: 'AWS::SQS::Queue' },
    GivenUp: { Type: 'AWS::SQS::Queue' },
    Messages: { Type: 'AWS::DynamoDB::GlobalTable' },
    Files: {
      Type: 'AWS::S3::Bucket',
      Properties: { NotificationConfiguration: { QueueConfigurations: [{ Queue: queue('Arrivals') }] } },
    },
    ofLooks: mapping('Looks', 'Look1'),
    ofArrivals: mapping('Arrivals', 'Arrived1'),
    ofWork: mapping('Work', 'Thumbnails1'),
    ofMessages: mapping('Messages', 'FanOut1'),
  },
}
const deployed = deployedBy(template)

function invocation(name: string, calls: ServiceCall[] = []): MeterEvent {
  return { kind: 'invocation', function: name, ms: 800, cpuMs: 10, cold: false, initMs: 0, calls }
}

function call(service: string, operation: string): ServiceCall {
  return { service, operation, start: 0, end: 1 }
}

test('a template tells which functions a queue feeds, whose queue storage fills, and how much memory they have', () => {
  expect(deployed.functions).toEqual({
    Frame1: { memoryGb: 0.5 },
    Look1: { memoryGb: 0.5, feed: 'queue' },
    Arrived1: { memoryGb: 0.5, feed: 'storage' },
    Thumbnails1: { memoryGb: 1.5, feed: 'queue' },
    FanOut1: { memoryGb: 0.5 },
  })
})

test.each([
  ['Frame1', 0],
  ['FanOut1', 0],
  ['Look1', 2],
  ['Arrived1', 3],
])('an invocation of %s costs %i requests of SQS beside those it makes itself', (name, requests) => {
  expect(measured([invocation(name)], deployed.functions).usage.queueRequests).toBe(requests)
  const sending = invocation(name, [call('sqs', 'SendMessage')])
  expect(measured([sending], deployed.functions).usage.queueRequests).toBe(requests + 1)
})

test('a function that computes in native threads is billed by how long it took, at its own memory', () => {
  const { gbSeconds } = measured(
    [invocation('Thumbnails1', [call('s3', 'GetObject')])],
    deployed.functions,
  ).usage
  expect(gbSeconds).toBeCloseTo(1.5 * 0.8, 10)
  const other = measured([invocation('Arrived1', [call('s3', 'GetObject')])], deployed.functions).usage
  expect(other.gbSeconds).toBeCloseTo((0.5 * (prices.latency.callMs + 10)) / 1000, 10)
})

test.each([
  ['PutObject', 'objectPuts'],
  ['CopyObject', 'objectPuts'],
  ['ListParts', 'objectPuts'],
  ['POST', 'objectPuts'],
  ['GetObject', 'objectGets'],
  ['HEAD', 'objectGets'],
] as const)('%s of S3 is billed among its %s', (operation, part) => {
  const { usage } = measured([invocation('Frame1', [call('s3', operation)])])
  expect({ objectPuts: usage.objectPuts, objectGets: usage.objectGets }).toEqual({
    objectPuts: 0,
    objectGets: 0,
    [part]: 1,
  })
})

test('S3 takes nothing for deleting, SNS for each publish', () => {
  const calls = [call('s3', 'DeleteObject'), call('s3', 'AbortMultipartUpload'), call('sns', 'POST')]
  const { usage } = measured([invocation('Frame1', calls)])
  expect(usage).toMatchObject({ objectPuts: 0, objectGets: 0, pushes: 1 })
})

test('what devices ask of storage themselves is counted with the operation in which they did, and no other', async () => {
  const recorder = new Recorder(deployed.functions)
  const first = await recorder.measure(async () => recorder.note({ objectPuts: 1 }))
  const second = await recorder.measure(async () => recorder.note({ objectGets: 2 }))
  expect([first.usage, second.usage]).toMatchObject([
    { objectPuts: 1, objectGets: 0 },
    { objectPuts: 0, objectGets: 2 },
  ])
})

test('an operation waits for the functions that it sets off late', async () => {
  const recorder = new Recorder()
  const { usage } = await recorder.measure(async () => {
    setTimeout(() => recorder.meter(invocation('Look1')), 600)
    recorder.meter(invocation('Frame1'))
    await recorder.invoked('Look')
  })
  expect(usage.invocations).toBe(2)
})

test('queues that nobody fills are polled all the same, but for those that nothing is fed by', () => {
  // Three queues, each by two to five requests every twenty seconds of thirty days.
  const month = (30 * 24 * 3_600) / 20
  expect(pollingOf(deployed)).toEqual({
    queues: 3,
    requests: [6 * month, 15 * month],
    dollars: [expect.closeTo(0.31, 2), expect.closeTo(0.78, 2)],
  })
})
