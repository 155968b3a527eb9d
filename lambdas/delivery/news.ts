import {
  arrivals,
  type Change,
  type Conversation,
  departure,
  type Entry,
  isCountable,
  isMessage,
  type UserId,
} from '@parley/domain'
import { previewOf } from '../conversation/wire-entry.ts'
import type { News } from '../ports.ts'

/**
 * What new entries mean to the inbox row of one member. `heard` are those of the batch that it may hear, in
 * order, at least one. Follows from the entries alone, never from the time: the same batch is the same news
 * however often and late it comes.
 */
export function newsFor(user: UserId, heard: readonly Entry[], state: Conversation): News {
  const last = heard.at(-1)!
  const corrects = correctionsIn(heard)
  const shown = heard.findLast((entry) => isListed(entry, user))
  const arrival = heard.findLast((entry) => bringsIn(entry, user))
  const first = ownFrom(user, heard)
  const countable = heard.filter(({ body }) => isCountable(body))
  const silent = heard.filter(({ body, from }) => from !== user && !isCountable(body))
  return {
    conversation: last.conversation,
    head: { seq: last.seq, n: last.n },
    ...(shown ? { shows: shows(shown, corrects) } : {}),
    corrects,
    ...(arrival || heard.some(setsTitle) ? { title: state.title } : {}),
    ...(first === undefined ? {} : { ownFrom: first }),
    own: countable.filter(({ from }) => from === user).map(({ seq }) => seq),
    others: countable.filter(({ from }) => from !== user).map(({ seq }) => seq),
    ...(silent.length > 0 ? { silent: silent.map(({ seq }) => seq) } : {}),
    mentions: heard.filter((entry) => mentionsOf(entry, user)).map(({ seq }) => seq),
    ...(arrival ? { joined: { seq: arrival.seq, n: arrival.n } } : {}),
  }
}

/** Where the unbroken run of this member's own entries at the end of a batch begins; undefined if it did not write the last. */
export function ownFrom(user: UserId, entries: readonly Entry[]): number | undefined {
  let first: number | undefined
  for (const entry of entries.toReversed()) {
    if (entry.from !== user || (first !== undefined && entry.seq !== first - 1)) break
    first = entry.seq
  }
  return first
}

/**
 * A list of chats shows messages and what happens to oneself: that one came in or is out. What else changes
 * belongs into the conversation and neither moves it up the list nor takes the last message's place there.
 */
function isListed(entry: Entry, user: UserId): boolean {
  return isCountable(entry.body) || bringsIn(entry, user) || leaverOf(entry) === user
}

function bringsIn({ body, from }: Entry, user: UserId): boolean {
  return body.kind === 'change' && arrivals(body.change, from).includes(user)
}

/** Who is out of the conversation by this entry. */
export function leaverOf({ body, from }: Pick<Entry, 'body' | 'from'>): UserId | undefined {
  return body.kind === 'change' ? departure(body.change, from) : undefined
}

function setsTitle({ body }: Entry): boolean {
  const change: Change | undefined = body.kind === 'change' ? body.change : undefined
  return change?.type === 'settings' && change.settings.title !== undefined
}

/** What earlier messages read now; of several words about one message the last. */
function correctionsIn(entries: readonly Entry[]): News['corrects'] {
  const corrects = new Map<number, News['corrects'][number]>()
  for (const { body } of entries) {
    if (body.kind === 'edit') {
      corrects.set(body.target, { seq: body.target, preview: previewOf(body.content) })
    }
    if (body.kind === 'deletion') corrects.set(body.target, { seq: body.target, preview: '', deleted: true })
  }
  return [...corrects.values()]
}

function shows(entry: Entry, corrects: News['corrects']): NonNullable<News['shows']> {
  const { seq, at, from, body, expires } = entry
  const corrected = corrects.find((correction) => correction.seq === seq)
  return {
    seq,
    at,
    from,
    preview: corrected?.preview ?? previewOf(body),
    ...(isMessage(body) && body.media && !corrected?.deleted && { media: body.media.kind }),
    ...(expires === undefined ? {} : { expires }),
  }
}

function mentionsOf({ body, from }: Entry, user: UserId): boolean {
  return from !== user && isMessage(body) && body.mentions?.includes(user) === true
}
