import type { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { batchGet } from './batch-get.ts'
import { type Item, toItem } from './dynamo.ts'

const keys = (count: number) => Array.from({ length: count }, (_, pk) => toItem({ pk }))

/** DynamoDB that answers at most `each` keys of a call and leaves the rest unprocessed. */
function slow(each: number) {
  const sizes: number[] = []
  const send = async ({ input }: BatchGetItemCommand) => {
    const { Keys = [] } = input.RequestItems!.table!
    sizes.push(Keys.length)
    const left = Keys.slice(each)
    return {
      Responses: { table: Keys.slice(0, each) },
      ...(left.length > 0 && { UnprocessedKeys: { table: { Keys: left } } }),
    }
  }
  return { client: { send } as unknown as DynamoDBClient, sizes }
}

const sorted = (items: Item[]) => items.map((item) => Number(item.pk?.N)).sort((a, b) => a - b)

it('asks again for the keys that were left unprocessed, and only for those', async () => {
  const { client, sizes } = slow(4)
  expect(sorted(await batchGet(client, 'table', keys(10)))).toEqual([...keys(10).keys()])
  expect(sizes).toEqual([10, 6, 2])
})

it('asks for a hundred keys a call at the most, and for none not at all', async () => {
  const { client, sizes } = slow(100)
  expect(sorted(await batchGet(client, 'table', keys(250)))).toEqual([...keys(250).keys()])
  expect(sizes).toEqual([100, 100, 50])
  expect(await batchGet(client, 'table', [])).toEqual([])
  expect(sizes).toHaveLength(3)
})

it('fails, rather than leave something out, when keys stay unprocessed', async () => {
  const { client } = slow(0)
  await expect(batchGet(client, 'table', keys(3))).rejects.toThrow('3 keys of table unprocessed')
})
