import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { inChunks, untilDone } from './until-done.ts'

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
  const writeSome = async (open: readonly WriteRequest[]) => {
    const result = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: [...open] } }))
    return result.UnprocessedItems?.[table] ?? []
  }
  const failure = (left: number) => `BatchWriteItem left ${left} items of ${table} unwritten.`
  await Promise.all(
    inChunks(writes, WRITES_PER_CALL).map((some) => untilDone(some, ATTEMPTS, writeSome, failure)),
  )
}
