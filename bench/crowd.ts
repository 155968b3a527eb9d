import { randomBytes } from 'node:crypto'
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConnectionId, UserId } from '@parley/domain'
import { key } from '../lambdas/adapters/chat-keys.ts'
import { type Item, toItem } from '../lambdas/adapters/dynamo.ts'

const ITEMS_PER_CALL = 25
const CALLS_AT_ONCE = 8

/** Registers so many open sockets of as many users, straight into the table, as `$connect` leaves them. */
export async function openSockets(client: DynamoDBClient, table: string, count: number): Promise<void> {
  const now = Date.now()
  const items = Array.from({ length: count }, () => {
    const user = BigInt(`0x${randomBytes(16).toString('hex')}`)
      .toString(36)
      .padStart(25, '0') as UserId
    const connection = `${randomBytes(11).toString('base64url')}=` as ConnectionId
    return [
      { ...key.sockets(user), ...toItem({ 's:phone-of-one': { c: connection, t: now } }) },
      { ...key.socket(connection), ...toItem({ user, device: 'phone-of-one', since: now }) },
    ]
  })
  await putAll(client, table, items.flat())
}

/** Puts items in as few calls as DynamoDB allows. */
export async function putAll(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  const batches: Item[][] = []
  for (let at = 0; at < items.length; at += ITEMS_PER_CALL) batches.push(items.slice(at, at + ITEMS_PER_CALL))
  const worker = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) await put(client, table, batch)
  }
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker))
}

async function put(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  const requests = items.map((Item) => ({ PutRequest: { Item } }))
  const { UnprocessedItems } = await client.send(
    new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
  )
  const left = UnprocessedItems?.[table]?.length ?? 0
  if (left > 0) throw new Error(`${left} items were left unprocessed.`)
}
