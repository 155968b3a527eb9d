import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Item } from './dynamo.ts'
import { inChunks, untilDone } from './until-done.ts'

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
  const found: Item[] = []
  const getSome = async (open: readonly Item[]) => {
    const RequestItems = { [table]: { Keys: [...open], ConsistentRead: isConsistent } }
    const result = await client.send(new BatchGetItemCommand({ RequestItems }))
    found.push(...(result.Responses?.[table] ?? []))
    return result.UnprocessedKeys?.[table]?.Keys ?? []
  }
  const failure = (left: number) => `BatchGetItem left ${left} keys of ${table} unprocessed.`
  await Promise.all(inChunks(keys, KEYS_PER_CALL).map((some) => untilDone(some, ATTEMPTS, getSome, failure)))
  return found
}
