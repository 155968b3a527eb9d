import { describe, expect, test } from 'vitest'
import { all, only, synthesise, text } from './synthesise.ts'

const template = synthesise()

test('queues are encrypted, take no plain HTTP and keep their messages for two weeks', () => {
  const queues = all(template, 'AWS::SQS::Queue')
  expect(Object.keys(queues)).toHaveLength(5)
  for (const queue of Object.values(queues))
    expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 })
  const policies = Object.values(all(template, 'AWS::SQS::QueuePolicy'))
  expect(policies.flatMap(({ Queues }) => Queues)).toHaveLength(5)
  for (const { PolicyDocument } of policies)
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ])
})

describe.each([
  ['Parts', 'DeliverPart', 5],
  ['Replays', 'Replay', 3],
])('the work in %s', (name, worker, tries) => {
  const queue = only(template, 'AWS::SQS::Queue', `${name}Queue`)

  test('is done a message at a time, and what fails is told by name', () => {
    const mapping = only(template, 'AWS::Lambda::EventSourceMapping', name)
    expect(text(mapping.EventSourceArn)).toBe(`<${name}Queue.Arn>`)
    expect(text(mapping.FunctionName)).toBe(`<${worker}Function>`)
    expect(mapping).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] })
    expect(mapping.MaximumBatchingWindowInSeconds).toBeUndefined()
  })

  test('is not handed out again while it may still be under way', () => {
    const { Timeout } = only(template, 'AWS::Lambda::Function', `${worker}Function`)
    expect(queue.VisibilityTimeout).toBe(6 * Timeout)
  })

  test('is given up after some tries, into a queue that nothing empties but a person', () => {
    expect(queue.RedrivePolicy.maxReceiveCount).toBe(tries)
    expect(text(queue.RedrivePolicy.deadLetterTargetArn)).toBe(`<${name}GivenUp.Arn>`)
    const sources = Object.values(all(template, 'AWS::Lambda::EventSourceMapping')).map((mapping) =>
      text(mapping.EventSourceArn),
    )
    expect(sources).not.toContain(`<${name}GivenUp.Arn>`)
  })
})

test.each(['FanOut', 'Replay'])('%s finds the queue of parts', (name) => {
  const { Variables } = only(template, 'AWS::Lambda::Function', `${name}Function`).Environment
  expect(text(Variables.PARTS_QUEUE_URL)).toBe('<PartsQueue>')
})
