import { type ConversationId, type Entry, isExpired, type Member, mayHear } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { MessageLog } from '../ports.ts'

export type Reading = { readonly log: MessageLog; readonly now: () => number }

/** The entry at a position, as it is now, that this person may hear. Throws `NOT_FOUND`. */
export async function heardAt(
  { log, now }: Reading,
  conversation: ConversationId,
  seq: number,
  member: Member,
): Promise<Entry> {
  const [entry] = mayHear(member, seq) ? await log.at([{ conversation, seq }]) : []
  if (!entry || isExpired(entry, now())) throw new Refusal('NOT_FOUND')
  return entry
}
