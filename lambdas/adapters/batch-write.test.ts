import type { BatchWriteItemCommand, DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { batchWrite } from './batch-write.ts'
import { toItem } from './dynamo.ts'

const puts = (count: number): WriteRequest[] =>
  Array.from({ length: count }, (_, pk) => ({ PutRequest: { Item: toItem({ pk }) } }))

/** DynamoDB that does at most `each` writes of a call and leaves the rest undone. */
function slow(each: number) {
  const sizes: number[] = []
  const written: WriteRequest[] = []
  const send = async ({ input }: BatchWriteItemCommand) => {
    const writes = input.RequestItems!.table!
    sizes.push(writes.length)
    written.push(...writes.slice(0, each))
    const left = writes.slice(each)
    return left.length > 0 ? { UnprocessedItems: { table: left } } : {}
  }
  return { client: { send } as unknown as DynamoDBClient, sizes, written }
}

it('asks again for what was left undone, and only for that', async () => {
  const { client, sizes, written } = slow(4)
  await batchWrite(client, 'table', puts(10))
  expect(sizes).toEqual([10, 6, 2])
  expect(written).toEqual(puts(10))
})

it('writes 25 a call at the most, and nothing for none', async () => {
  const { client, sizes, written } = slow(25)
  await batchWrite(client, 'table', puts(60))
  expect(sizes).toEqual([25, 25, 10])
  expect(written).toEqual(puts(60))
  await batchWrite(client, 'table', [])
  expect(sizes).toHaveLength(3)
})

it('fails when something stays undone', async () => {
  const { client } = slow(0)
  await expect(batchWrite(client, 'table', puts(3))).rejects.toThrow('3 items of table unwritten')
})
