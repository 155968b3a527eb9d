import { describe, expect, test } from 'vitest'
import { THUMBNAIL_TRIES } from '../../lambdas/rules.ts'
import { all, only, synthesise, text, withoutHash } from './synthesise.ts'

const template = synthesise()

test('queues are encrypted, take no plain HTTP and keep their messages for two weeks', () => {
  const queues = all(template, 'AWS::SQS::Queue')
  for (const queue of Object.values(queues))
    expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 })
  const policies = Object.values(all(template, 'AWS::SQS::QueuePolicy'))
  const held = policies.flatMap(({ Queues }) => Queues).map(text)
  expect(held.sort()).toEqual(
    Object.keys(queues)
      .map((id) => `<${withoutHash(id)}>`)
      .sort(),
  )
  for (const { PolicyDocument } of policies)
    expect(PolicyDocument.Statement[0]).toMatchObject({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })
})

test('nobody else may put anything in, but S3 of this account what it tells of files', () => {
  const policies = Object.values(all(template, 'AWS::SQS::QueuePolicy'))
  const open = policies.filter(({ PolicyDocument }) => PolicyDocument.Statement.length > 1)
  expect(open.map(({ Queues }) => text(Queues[0]))).toEqual(['<ArrivalsQueue>'])
  const [, ...allowed] = open[0]!.PolicyDocument.Statement
  expect(allowed).toEqual([
    expect.objectContaining({
      Action: 'sqs:SendMessage',
      Principal: { Service: 's3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }),
  ])
})

describe.each([
  ['Parts', 'DeliverPart', 5, 1],
  ['Replays', 'Replay', 3, 1],
  ['Arrivals', 'MediaArrived', 5, 1],
  ['ThumbnailsWork', 'Thumbnails', THUMBNAIL_TRIES, 1],
  ['Looks', 'Look', 3, 10],
  ['Endings', 'EndAccount', 5, 1],
])('the work in %s', (name, worker, tries, batch) => {
  const queue = only(template, 'AWS::SQS::Queue', `${name}Queue`)

  test('is done as soon as there is any, and what fails is told by name', () => {
    const mapping = only(template, 'AWS::Lambda::EventSourceMapping', name)
    expect(text(mapping.EventSourceArn)).toBe(`<${name}Queue.Arn>`)
    expect(text(mapping.FunctionName)).toBe(`<${worker}Function>`)
    expect(mapping).toMatchObject({ BatchSize: batch, FunctionResponseTypes: ['ReportBatchItemFailures'] })
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

test.each(['Frame', 'Look'])('%s finds the queue of looks', (name) => {
  const { Variables } = only(template, 'AWS::Lambda::Function', `${name}Function`).Environment
  expect(text(Variables.LOOKS_QUEUE_URL)).toBe('<LooksQueue>')
})

test.each(['Http', 'EndAccount'])('%s finds the queue of endings', (name) => {
  const { Variables } = only(template, 'AWS::Lambda::Function', `${name}Function`).Environment
  expect(text(Variables.ENDINGS_QUEUE_URL)).toBe('<EndingsQueue>')
})

test.each(['FanOut', 'Replay'])('%s finds the queue of parts', (name) => {
  const { Variables } = only(template, 'AWS::Lambda::Function', `${name}Function`).Environment
  expect(text(Variables.PARTS_QUEUE_URL)).toBe('<PartsQueue>')
})
