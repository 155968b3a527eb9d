import { setTimeout as sleep } from 'node:timers/promises'
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'

export type Item = Record<string, AttributeValue>

/** As many calls at once as a group of a hundred needs; the SDK would let the rest wait for the first fifty. */
export const CALLS_AT_ONCE = { maxSockets: 128 }

let client: DynamoDBClient | undefined

/** The function's one client: whatever asks DynamoDB shares its connections. */
export function dynamoClient(): DynamoDBClient {
  client ??= new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: { httpAgent: CALLS_AT_ONCE, httpsAgent: CALLS_AT_ONCE },
  })
  return client
}

export function toItem(value: Record<string, unknown>): Item {
  return marshall(value, { removeUndefinedValues: true })
}

export function fromItem<Value>(item: Item): Value {
  return unmarshall(item) as Value
}

/** The item that made a condition fail, when the request asked for it; undefined if something else failed. */
export function conditionFailure(error: unknown): { item: Item | undefined } | undefined {
  if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') return undefined
  return { item: (error as Error & { Item?: Item }).Item }
}

/** Runs a conditional write: true if it was done, false if its condition did not hold. */
export async function conditionally(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await settled(write)
    return true
  } catch (error) {
    if (conditionFailure(error)) return false
    throw error
  }
}

const CONFLICT_ATTEMPTS = 6

/**
 * Repeats a write that met a transaction in flight on the same item: the SDK takes that for final.
 * Full jitter, half a second in all at the most.
 */
export async function settled<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      if (attempt === CONFLICT_ATTEMPTS || !isTransactionConflict(error)) throw error
      await sleep(Math.random() * 10 * 2 ** attempt)
    }
  }
}

function isTransactionConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'TransactionConflictException') return true
  return cancellationReasons(error).includes('TransactionConflict')
}

/** Why each part of a cancelled transaction failed: `None`, `ConditionalCheckFailed`, `TransactionConflict` … */
export function cancellationReasons(error: unknown): string[] {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return []
  const { CancellationReasons } = error as Error & { CancellationReasons?: { Code?: string }[] }
  return (CancellationReasons ?? []).map((reason) => reason.Code ?? 'None')
}
