import type { WireEntry } from '@parley/protocol'

/** The rules of entries as the fake backend has them, written apart from the SDK's. */
export function isCountable({ kind }: Pick<WireEntry, 'kind'>): boolean {
  return ['text', 'long-text', 'deleted'].includes(kind)
}

export function isAmendment({ kind }: Pick<WireEntry, 'kind'>): boolean {
  return ['edit', 'deletion', 'reaction'].includes(kind)
}

export function isArrivalOf({ change, from }: WireEntry, user: string): boolean {
  if (change?.type === 'created') return [from, ...change.members].includes(user)
  if (change?.type === 'added') return change.users.includes(user)
  return change?.type === 'joined' && from === user
}

/** A message after what was done to it last. */
export function amended(message: WireEntry, by: WireEntry): WireEntry {
  if (message.kind === 'deleted') return message
  if (by.kind === 'deletion') {
    const {
      text: _,
      preview: __,
      long: ___,
      reactions: ____,
      edited: _____,
      media: ______,
      ...rest
    } = message
    return { ...rest, kind: 'deleted' }
  }
  if (by.kind === 'edit') {
    const { text: _, preview: __, long: ___, ...rest } = message
    const content = by.text === undefined ? { preview: by.preview!, long: by.long! } : { text: by.text }
    return { ...rest, ...content, edited: by.seq, kind: by.text === undefined ? 'long-text' : 'text' }
  }
  if (by.kind !== 'reaction') return message
  const reactions = { ...message.reactions }
  if (by.emoji === undefined) delete reactions[by.from]
  else reactions[by.from] = by.emoji
  return { ...message, reactions }
}
