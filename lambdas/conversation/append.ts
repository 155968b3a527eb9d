import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConversationId,
  type Draft,
  EMPTY_HEAD,
  type Entry,
  entryAfter,
  type Head,
  isRetryOf,
  sameBody,
} from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { MessageLog } from '../ports.ts'
import type { Remembered } from '../remembered.ts'

const ATTEMPTS = 30
const PAGE = 500

/** A page of a log behind the position that somebody looked from: where it ends, and whether there may be more. */
export type Ahead = { readonly tail: Head; readonly entries: readonly Entry[]; readonly more: boolean }

export type Tails = Remembered<ConversationId, Head>

/**
 * Appends a draft at the end of its conversation's log, once, however often it is asked to: the entry
 * that bears its client id is the answer, be it new or of long ago.
 *
 * `ahead` begins behind the last position that the device knew when it first tried: the message cannot stand
 * before that. Everything from there on is looked through before a position is taken, so two calls with one
 * client id cannot both append; and a write goes only directly behind an entry that was seen to stand, so no
 * position is ever skipped.
 *
 * Throws `IDEMPOTENCY_MISMATCH`, and `CONTENDED` if the place was lost to others too often.
 */
export async function append(
  log: MessageLog,
  tails: Tails,
  draft: Draft,
  ahead: Ahead,
  now: () => number,
): Promise<Entry> {
  let look = ahead
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    look = await toTheEnd(log, draft, look)
    const earlier = look.entries.find((entry) => isRetryOf(entry, draft))
    if (earlier) return sameMessage(earlier, draft)
    const entry = entryAfter(look.tail, draft, now())
    const occupant = await log.place(entry)
    if (!occupant || isRetryOf(occupant, draft)) {
      tails.set(draft.conversation, { seq: entry.seq, n: entry.n })
      return sameMessage(occupant ?? entry, draft)
    }
    await sleep(Math.random() * Math.min(2 ** attempt, 100))
    look = await lookBehind(log, draft.conversation, occupant.seq, true)
  }
  throw new Refusal('CONTENDED', undefined, 200)
}

/** Pages on until the log ends or the draft's own entry turns up: one page at a time, however far behind it began. */
async function toTheEnd(log: MessageLog, draft: Draft, from: Ahead): Promise<Ahead> {
  let look = from
  while (look.more && !look.entries.some((entry) => isRetryOf(entry, draft))) {
    look = await lookBehind(log, draft.conversation, look.tail.seq, false)
  }
  return look
}

/** What a sender must know before it appends; nothing is read if the tail is remembered and the device knows it too. */
export async function aheadOf(
  log: MessageLog,
  tails: Tails,
  conversation: ConversationId,
  after: number,
): Promise<Ahead> {
  const remembered = tails.get(conversation)
  if (remembered?.seq === after) return { tail: remembered, entries: [], more: false }
  return lookBehind(log, conversation, after, false)
}

/**
 * Reads a page of a log behind position `after`. An eventually consistent look may stop short of the end:
 * that costs a lost race for the place, never a gap or a second copy, for what is behind it is looked at then.
 * Throws `BAD_REQUEST` if there is no such position.
 */
async function lookBehind(
  log: MessageLog,
  conversation: ConversationId,
  after: number,
  consistent: boolean,
): Promise<Ahead> {
  const { entries, more } = await log.from(conversation, Math.max(after, 1), PAGE, consistent)
  if (!isWhole(entries, after)) {
    if (!consistent) return lookBehind(log, conversation, after, true)
    throw new Refusal('BAD_REQUEST', 'after: beyond the end of the conversation')
  }
  const last = entries.at(-1)
  return {
    tail: last ? { seq: last.seq, n: last.n } : EMPTY_HEAD,
    entries: entries.filter((entry) => entry.seq > after),
    more,
  }
}

/** Whether a read from `after` on has that position and misses none behind it. */
function isWhole(entries: readonly Entry[], after: number): boolean {
  const first = Math.max(after, 1)
  if (after > 0 && entries.length === 0) return false
  return entries.every((entry, index) => entry.seq === first + index)
}

function sameMessage(earlier: Entry, draft: Draft): Entry {
  if (!sameBody(earlier.body, draft.body)) throw new Refusal('IDEMPOTENCY_MISMATCH')
  return earlier
}
