/** What a partial batch response says: nothing failed, everything did, or the items that are named. */
export type ItemFailures = 'none' | 'all' | Set<string>

/** Lambda's rules: nothing or an empty list is success; a response it cannot read fails the whole batch. */
export function itemFailures(response: unknown, known: Iterable<string>): ItemFailures {
  if (response === null || response === undefined) return 'none'
  const { batchItemFailures } = Object(response) as { batchItemFailures?: unknown }
  if (batchItemFailures === null || batchItemFailures === undefined) return 'none'
  if (!Array.isArray(batchItemFailures)) return 'all'
  const ids = batchItemFailures.map((failure) => Object(failure).itemIdentifier as unknown)
  const named = new Set(known)
  if (!ids.every((id) => typeof id === 'string' && named.has(id))) return 'all'
  return ids.length === 0 ? 'none' : new Set(ids as string[])
}
