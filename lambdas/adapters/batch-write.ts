import { setTimeout as sleep } from 'node:timers/promises'
import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb'

const WRITES_PER_CALL = 25
const ATTEMPTS = 6

/**
 * Puts and deletes many items, each whatever was there before, in as few calls as DynamoDB allows. In no order, and
 * not together: if it throws, any of them may have been done. Two of one key are the caller's fault.
 */
export async function batchWrite(
  client: DynamoDBClient,
  table: string,
  writes: readonly WriteRequest[],
): Promise<void> {
  const calls = Array.from({ length: Math.ceil(writes.length / WRITES_PER_CALL) }, (_, call) =>
    writes.slice(call * WRITES_PER_CALL, (call + 1) * WRITES_PER_CALL),
  )
  await Promise.all(calls.map((some) => writeSome(client, table, some)))
}

/** DynamoDB may leave writes undone; they are asked for again, with jitter. */
async function writeSome(client: DynamoDBClient, table: string, writes: WriteRequest[]): Promise<void> {
  let open = writes
  for (let attempt = 1; open.length > 0; attempt++) {
    if (attempt > ATTEMPTS) throw new Error(`BatchWriteItem left ${open.length} items of ${table} unwritten.`)
    if (attempt > 1) await sleep(Math.random() * 20 * 2 ** attempt)
    const result = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: open } }))
    open = result.UnprocessedItems?.[table] ?? []
  }
}
