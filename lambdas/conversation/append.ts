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

/** The end of a log, and every entry between where somebody looked from and there. */
export type Ahead = { readonly tail: Head; readonly entries: readonly Entry[] }

export type Tails = Remembered<ConversationId, Head>

/**
 * Appends a draft at the end of its conversation's log, once, however often it is asked to: the entry
 * that bears its client id is the answer, be it new or of long ago.
 *
 * `ahead` holds everything behind the last position that the device knew when it first tried: the message
 * cannot stand before that. What was seen is looked through before a position is taken, so two calls with
 * one client id cannot both append; and a write goes only directly behind an entry that was seen to stand,
 * so no position is ever skipped.
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
  let { tail, entries } = ahead
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const earlier = entries.find((entry) => isRetryOf(entry, draft))
    if (earlier) return sameMessage(earlier, draft)
    const entry = entryAfter(tail, draft, now())
    const occupant = await log.place(entry)
    if (!occupant || isRetryOf(occupant, draft)) {
      tails.set(draft.conversation, { seq: entry.seq, n: entry.n })
      return sameMessage(occupant ?? entry, draft)
    }
    await sleep(Math.random() * Math.min(2 ** attempt, 100))
    ;({ tail, entries } = await lookAhead(log, draft.conversation, occupant.seq, true))
  }
  throw new Refusal('CONTENDED', undefined, 200)
}

/** What a sender must know before it appends; nothing is read if the tail is remembered and the device knows it too. */
export async function aheadOf(
  log: MessageLog,
  tails: Tails,
  conversation: ConversationId,
  after: number,
): Promise<Ahead> {
  const remembered = tails.get(conversation)
  if (remembered?.seq === after) return { tail: remembered, entries: [] }
  return lookAhead(log, conversation, after, false)
}

/**
 * Reads a log from position `after` to its end. An eventually consistent look may stop short of the end:
 * that costs a lost race for the place, never a gap or a second copy, for what is behind it is looked at then.
 * Throws `BAD_REQUEST` if there is no such position.
 */
async function lookAhead(
  log: MessageLog,
  conversation: ConversationId,
  after: number,
  consistent: boolean,
): Promise<Ahead> {
  const entries: Entry[] = []
  for (let more = true, seq = Math.max(after, 1); more; seq = (entries.at(-1)?.seq ?? seq) + 1) {
    const page = await log.from(conversation, seq, PAGE, consistent)
    entries.push(...page.entries)
    more = page.more
  }
  if (!isWhole(entries, after)) {
    if (!consistent) return lookAhead(log, conversation, after, true)
    throw new Refusal('BAD_REQUEST', 'after: beyond the end of the conversation')
  }
  const last = entries.at(-1)
  return {
    tail: last ? { seq: last.seq, n: last.n } : EMPTY_HEAD,
    entries: entries.filter((entry) => entry.seq > after),
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
