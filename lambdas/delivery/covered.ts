import {
  type ConversationId,
  type Entry,
  isCountable,
  mayHear,
  roleOf,
  type UserId,
  type Watermark,
} from '@parley/domain'
import type { Delivery } from './delivery.ts'

/** The furthest that one receipt looks back: who comes to a thousand new messages tells the authors of the last. */
export const REACH = 100

export type Covered = { readonly reader: UserId; readonly before: Watermark; readonly now: Watermark }

/**
 * Who wrote the messages that a receipt in a group newly covers, and is in it; never the reader itself. Nobody in a
 * large group.
 */
export async function authorsCovered(
  conversation: ConversationId,
  { reader, before, now }: Covered,
  { log, known }: Pick<Delivery, 'log' | 'known'>,
): Promise<UserId[]> {
  // Whatever version is remembered says whether it is large: once it is, it stays so.
  if ((await known.at(conversation, 0))?.large !== false) return []
  const last = now.delivered > before.delivered ? now.delivered : now.read
  const first = Math.max(last - REACH, now.read > before.read ? before.read : before.delivered) + 1
  const page = await log.from(conversation, first, last - first + 1, false)
  const entries = page.entries.filter(({ seq }) => seq <= last)
  const state = await known.at(conversation, entries.at(-1)?.epoch ?? 0)
  const member = state?.members.get(reader)
  if (!state || !member) return []

  const isNew = (seq: number) =>
    (seq > before.delivered && seq <= now.delivered) || (seq > before.read && seq <= now.read)
  const isCovered = ({ seq, from, body }: Entry) =>
    isNew(seq) && from !== reader && isCountable(body) && mayHear(member, seq)
  const authors = new Set(entries.filter(isCovered).map(({ from }) => from))
  return [...authors].filter((author) => roleOf(state, author) !== undefined)
}
