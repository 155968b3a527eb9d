import type { Entry, UserId } from '@parley/domain'
import type { MessageLog } from '../ports.ts'
import { isHeard, type Reader } from './history.ts'

/**
 * Entries as a reader may know them: a message says what the last of its edits that the reader hears makes it say, or
 * what it first said; reactions that the reader does not hear are left out. What is deleted for everyone is so for who
 * does not hear that either. `upTo` is how far it is known what the reader hears: nothing behind it is shown.
 *
 * Costs no read for who hears everything that was done to these entries; for the others, one of the edits before.
 */
export async function versionsFor(
  log: Pick<MessageLog, 'at'>,
  reader: Reader,
  entries: readonly Entry[],
  upTo: number,
): Promise<Entry[]> {
  const hears = (seq: number, from: UserId) => seq <= upTo && isHeard(reader, { seq, from })
  const isKnown = ({ latest, from }: Entry) => !latest || hears(latest.seq, from)
  const known = entries.map((entry) => withReactions(entry, hears))
  const sought = known.flatMap((entry) => {
    const seq = isKnown(entry) ? undefined : entry.edits?.findLast((edit) => hears(edit, entry.from))
    return seq === undefined ? [] : [{ conversation: entry.conversation, seq }]
  })
  const edits = new Map((sought.length > 0 ? await log.at(sought) : []).map((edit) => [targetOf(edit), edit]))
  return known.map((entry) => (isKnown(entry) ? entry : asOf(entry, edits.get(entry.seq))))
}

/** An entry as its author said it, less what was deleted: what is done to it later is for who hears that. */
export function asFirstSaid({ latest: _, edits: __, reactions: ___, ...entry }: Entry): Entry {
  return entry
}

function withReactions({ reactions, ...entry }: Entry, hears: (seq: number, from: UserId) => boolean): Entry {
  if (!reactions) return entry
  const heard = Object.entries(reactions).filter(([user, { seq }]) => hears(seq, user as UserId))
  return heard.length === 0 ? entry : { ...entry, reactions: Object.fromEntries(heard) }
}

/** A message as of one of its edits, or as it first was. The edit says whether it was deleted a moment ago. */
function asOf({ latest: _, ...entry }: Entry, edit: Entry | undefined): Entry {
  if (edit?.body.kind !== 'edit') return entry
  const { content } = edit.body
  if (content.kind === 'deleted') return { ...asFirstSaid(entry), body: content }
  return { ...entry, latest: { seq: edit.seq, content } }
}

function targetOf({ body }: Entry): number | undefined {
  return body.kind === 'edit' ? body.target : undefined
}
