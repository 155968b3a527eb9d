import { setTimeout as sleep } from 'node:timers/promises'
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Item } from './dynamo.ts'

const KEYS_PER_CALL = 100
const ATTEMPTS = 6

/**
 * Reads many items by key, in as few calls as DynamoDB allows; in no order. Strongly consistent unless said otherwise,
 * which is half the price. Duplicate keys are the caller's fault.
 */
export async function batchGet(
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
  { isConsistent = true } = {},
): Promise<Item[]> {
  const chunks: Item[][] = []
  for (let at = 0; at < keys.length; at += KEYS_PER_CALL) chunks.push(keys.slice(at, at + KEYS_PER_CALL))
  return (await Promise.all(chunks.map((chunk) => getChunk(client, table, chunk, isConsistent)))).flat()
}

/** DynamoDB may leave keys unprocessed; they are asked for again, with jitter. */
async function getChunk(
  client: DynamoDBClient,
  table: string,
  keys: Item[],
  isConsistent: boolean,
): Promise<Item[]> {
  const found: Item[] = []
  let open: Item[] = keys
  for (let attempt = 1; open.length > 0; attempt++) {
    if (attempt > ATTEMPTS) throw new Error(`BatchGetItem left ${open.length} keys of ${table} unprocessed.`)
    if (attempt > 1) await sleep(Math.random() * 20 * 2 ** attempt)
    const result = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: open, ConsistentRead: isConsistent } } }),
    )
    found.push(...(result.Responses?.[table] ?? []))
    open = result.UnprocessedKeys?.[table]?.Keys ?? []
  }
  return found
}
