import { describe, expect, test } from 'vitest'
import { only, type Properties, synthesise, text } from './synthesise.ts'

const template = synthesise()
const MAPPING = 'AWS::Lambda::EventSourceMapping'

describe.each([
  ['FanOut', 'Messages', 'ReplaysQueue'],
  ['Announce', 'Chat', 'AnnounceFailed'],
])('%s reads the stream of %s', (consumer, table, failed) => {
  const mapping = only(template, MAPPING, consumer)

  test('from the first record on, in batches that do not wait', () => {
    expect(text(mapping.EventSourceArn)).toBe(`<${table}Table.StreamArn>`)
    expect(text(mapping.FunctionName)).toBe(`<${consumer}Function>`)
    expect(mapping).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 10,
    })
  })

  test('and isolates a record at fault, gives up in bounds and says so in its queue', () => {
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 3600,
    })
    expect(text(mapping.DestinationConfig.OnFailure.Destination)).toBe(`<${failed}.Arn>`)
  })
})

test('fan-out is invoked for new entries only', () => {
  expect(patterns('FanOut')).toEqual([{ eventName: ['INSERT'] }])
})

test('announce is invoked for what a receipt or a choice changed and for who comes or goes, and for nothing else of that table', () => {
  expect(patterns('Announce')).toEqual([
    {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { sk: { S: [{ prefix: 'I#' }] } }, NewImage: { by: { S: ['receipt', 'choice'] } } },
    },
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: ['SETTINGS'] } } } },
    {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { sk: { S: ['PRESENCE'] } }, NewImage: { by: { S: ['turn'] } } },
    },
  ])
})

test('batch size and parallelization are settings', () => {
  const tuned = synthesise({ streamBatch: 7, streamParallelization: 2 })
  expect(only(tuned, MAPPING, 'FanOut')).toMatchObject({ BatchSize: 7, ParallelizationFactor: 2 })
})

function patterns(consumer: string): unknown[] {
  const { Filters }: Properties = only(template, MAPPING, consumer).FilterCriteria
  return Filters.map(({ Pattern }: Properties) => JSON.parse(Pattern))
}
