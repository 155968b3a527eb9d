import {
  arrivals,
  type Body,
  type Change,
  departure,
  isCountable,
  preview,
  type UserId,
} from '@parley/domain'
import type { WireEntry } from '@parley/protocol'

/**
 * What edits, deletions and reactions do to the message they aim at. Taking one again changes nothing: an entry
 * from the server already shows what came later than it. Reactions count in order of position: after all of them
 * have been taken, each person's last one stands, whichever of them the entry showed to begin with.
 */
export function fold(entry: WireEntry, amendment: WireEntry): WireEntry {
  if (!isCounted(entry) || entry.kind === 'deleted') return entry
  if (amendment.kind === 'deletion') return deleted(entry)
  if (amendment.kind === 'edit') return edited(entry, amendment)
  if (amendment.kind === 'reaction') return reacted(entry, amendment)
  return entry
}

/** Whether an entry is seen on another one only: an edit, a deletion or a reaction. Only those aim at another one. */
export function isAmendment({ target }: WireEntry): boolean {
  return target !== undefined
}

/** Whether an entry is a message, deleted or not: what unread counts count. */
export function isCounted({ kind }: WireEntry): boolean {
  return isCountable({ kind } as Body)
}

/** Whether somebody comes into the conversation with this entry. */
export function isArrival({ change, from }: WireEntry, user: UserId | undefined): boolean {
  if (!change || user === undefined) return false
  return arrivals(change as Change, from as UserId).includes(user)
}

/** Whether somebody goes out of it with this entry. */
export function isDeparture({ change, from }: WireEntry, user: UserId | undefined): boolean {
  return change !== undefined && user !== undefined && departure(change as Change, from as UserId) === user
}

export function previewOf({ text, preview: beginning }: Pick<WireEntry, 'text' | 'preview'>): string {
  return beginning ?? preview(text ?? '')
}

function deleted(entry: WireEntry): WireEntry {
  const { seq, n, at, from, device, clientId, expires } = entry
  const kept = { seq, n, at, from, device, clientId }
  return { ...kept, kind: 'deleted', ...(expires !== undefined && { expires }) }
}

/** An edit of a message that was deleted since comes without text. */
function edited(entry: WireEntry, { seq, text, preview, long }: WireEntry): WireEntry {
  if (seq <= (entry.edited ?? 0) || (text === undefined && preview === undefined)) return entry
  const { text: _, preview: __, long: ___, ...rest } = entry
  return {
    ...rest,
    edited: seq,
    kind: preview === undefined ? 'text' : 'long-text',
    ...(text !== undefined && { text }),
    ...(preview !== undefined && { preview }),
    ...(long && { long }),
  }
}

function reacted(entry: WireEntry, { from, emoji }: WireEntry): WireEntry {
  if (entry.reactions?.[from] === emoji) return entry
  const { [from]: _, ...others } = entry.reactions ?? {}
  const reactions = emoji === undefined ? others : { ...others, [from]: emoji }
  const { reactions: __, ...rest } = entry
  return Object.keys(reactions).length === 0 ? rest : { ...rest, reactions }
}
