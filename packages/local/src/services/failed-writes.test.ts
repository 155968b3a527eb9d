import { expect, test } from 'vitest'
import { failedWrites } from './failed-writes.ts'

const refused = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' }

test('a refused write is sized by the larger of the sent and the stored item', () => {
  const Item = { pk: { S: 'a' }, text: { S: 'x'.repeat(2000) } }
  const [sent] = failedWrites('PutItem', { TableName: 'T', Item }, refused)
  expect(sent).toEqual({ table: 'T', bytes: 2007, factor: 1 })
  const [stored] = failedWrites(
    'UpdateItem',
    { TableName: 'T', Key: { pk: { S: 'a' } } },
    { ...refused, Item },
  )
  expect(stored).toEqual({ table: 'T', bytes: 2007, factor: 1 })
})

test('every write of a cancelled transaction counts, twice', () => {
  const TransactItems = [
    { Put: { TableName: 'A', Item: { pk: { S: 'a' } } } },
    { ConditionCheck: { TableName: 'B', Key: { pk: { S: 'b' } } } },
  ]
  const cancelled = { __type: 'x#TransactionCanceledException', CancellationReasons: [{}, {}] }
  expect(failedWrites('TransactWriteItems', { TransactItems }, cancelled)).toEqual([
    { table: 'A', bytes: 3, factor: 2 },
    { table: 'B', bytes: 3, factor: 2 },
  ])
})

test('other errors cost nothing', () => {
  expect(failedWrites('PutItem', { TableName: 'T' }, { __type: 'x#ValidationException' })).toEqual([])
})
