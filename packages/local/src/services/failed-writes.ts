type Write = { TableName?: string; Item?: object; Key?: object; ExpressionAttributeValues?: object }
type FailedWrite = { table: string; bytes: number; factor: number }

/**
 * The writes that DynamoDB bills although a condition stopped them; no answer says what they cost.
 * Counted by the larger of the item that was sent and the stored one, where the answer returns it, in whole KB
 * and at least one unit; in a transaction every write counts, and twice.
 * An item's size is its names and values as text, which is DynamoDB's own but for numbers and nesting (a few bytes).
 */
export function failedWrites(
  operation: string,
  input: object,
  answer: Record<string, unknown>,
): FailedWrite[] {
  const code = String(answer.__type ?? '')
    .split('#')
    .pop()
  if (code === 'ConditionalCheckFailedException') return [failed(input, answer.Item, 1)]
  if (code !== 'TransactionCanceledException' || operation !== 'TransactWriteItems') return []
  const reasons = (answer.CancellationReasons ?? []) as { Item?: object }[]
  const { TransactItems = [] } = input as { TransactItems?: Record<string, Write>[] }
  return TransactItems.map((item, i) => failed(Object.values(item)[0] ?? {}, reasons[i]?.Item, 2))
}

function failed(write: Write, stored: unknown, factor: number): FailedWrite {
  const sent = write.Item ?? { ...write.Key, ...write.ExpressionAttributeValues }
  return { table: write.TableName ?? '', bytes: Math.max(size(sent), size(stored)), factor }
}

/** Attribute names and values; the type tags and punctuation of the wire are left out. */
function size(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value !== 'object' || value === null) return 1
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + size(each), 0)
  return Object.entries(value).reduce((sum, [name, each]) => sum + tagless(name) + size(each), 0)
}

function tagless(name: string): number {
  return ['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'BOOL', 'NULL'].includes(name)
    ? 0
    : Buffer.byteLength(name)
}
