import { type ConversationId, type Head, isCountable, type ReadPosition } from '@parley/domain'
import type { MessageLog } from '../ports.ts'

/** How far somebody has read, and how many countable messages there are up to it. */
export type HasRead = Pick<ReadPosition, 'read' | 'readN'>

/**
 * What it means that somebody has read up to `seq` of a log that ends at `head`. Beyond the end is at the end. Where
 * the entries at and behind the position have disappeared there is nothing left to read up to the next that stands,
 * so they count as read as well: how many of them there were is told by that one alone.
 */
export async function readUpTo(
  log: Pick<MessageLog, 'from'>,
  conversation: ConversationId,
  seq: number,
  head: Pick<Head, 'seq' | 'n'>,
): Promise<HasRead> {
  if (seq >= head.seq) return { read: head.seq, readN: head.n }
  if (seq < 1) return { read: 0, readN: 0 }
  const { entries } = await log.from(conversation, seq, 1, true)
  const next = entries[0]
  if (!next) return { read: head.seq, readN: head.n }
  if (next.seq === seq) return { read: seq, readN: next.n }
  return { read: next.seq - 1, readN: next.n - (isCountable(next.body) ? 1 : 0) }
}
