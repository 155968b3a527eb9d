import type { Usage } from './usage.ts'

/** What an operation may use: the promises of the design, per message where that is said. */
export type Budget = {
  readonly operation: OperationId
  readonly frames?: number
  readonly writeUnits?: number
  readonly readUnits?: number
  readonly queueRequests?: number
  /** AWS calls that wait for one another, on the longest path. */
  readonly serial?: number
  /** Why it is missed, where it is: a decision, not an oversight. */
  readonly because?: string
}

export type OperationId =
  | 'sendCold'
  | 'sendWarm'
  | 'deliver'
  | 'offline'
  | 'longText'
  | 'receipt'
  | 'receiptOfTen'
  | 'reconnect'
  | 'history'
  | 'historyCold'
  | 'group10'
  | 'group100'
  | 'group100Quiet'
  | 'groupEdit'
  | 'groupReaction'
  | 'groupDeletion'
  | 'groupRemoval'
  | 'groupReceipts'
  | 'groupLarge'
  | 'groupLargeChange'
  | 'besideFew'
  | 'besideMany'
  | 'signIn'
  | 'lookup'
  | 'contact'
  | 'typing'
  | 'imageUpload'
  | 'imageSend'
  | 'imageFetch'
  | 'compressedUpload'
  | 'compressedSend'
  | 'compressedFetch'
  | 'largeUpload'
  | 'largeSend'
  | 'largeFetch'
  | 'pushNobody'
  | 'push'
  | 'pushAcked'

export const BUDGETS: readonly Budget[] = [
  {
    operation: 'sendCold',
    frames: 2,
    writeUnits: 1,
    readUnits: 1,
    serial: 2,
    because:
      'whether the account of the other side stands is read before the first message to it in a minute: one read, one step deeper',
  },
  { operation: 'sendWarm', frames: 2, writeUnits: 1, readUnits: 1, serial: 1 },
  {
    operation: 'deliver',
    frames: 1,
    writeUnits: 2,
    readUnits: 2,
    serial: 2,
    because:
      'inbox rows are written before sockets are read, which proves that no device is missed: one step deeper',
  },
  { operation: 'receiptOfTen', frames: 0.4, writeUnits: 0.4 },
  {
    operation: 'reconnect',
    frames: 3,
    writeUnits: 2,
    readUnits: 15,
    serial: 4,
    because:
      'the ticket is a write, and $connect spends it and registers the socket in one transaction: two items at twice the price',
  },
  // Sent and delivered, as above: whatever else there is in the system.
  { operation: 'besideMany', frames: 3, writeUnits: 3, readUnits: 3, serial: 4 },
  // What a text uses where nobody pushes: sent and delivered, and nothing beside.
  { operation: 'pushNobody', frames: 3, writeUnits: 3, readUnits: 2, queueRequests: 0, serial: 4 },
  // As deep as between two people: a warm send is one call, a delivery three.
  { operation: 'group100', frames: 101, writeUnits: 101, readUnits: 120, serial: 4 },
]

export type Verdict = {
  readonly measure: string
  readonly budget: number
  readonly measured: number
  readonly ok: boolean
}

/** Each limit of a budget beside what was measured. */
export function judge(budget: Budget, usage: Usage, serial: number): Verdict[] {
  const measured: Record<string, number> = { ...usage, serial }
  return (['frames', 'writeUnits', 'readUnits', 'queueRequests', 'serial'] as const).flatMap((measure) => {
    const limit = budget[measure]
    if (limit === undefined) return []
    const value = measured[measure]!
    return [{ measure, budget: limit, measured: value, ok: value <= limit + 1e-9 }]
  })
}
