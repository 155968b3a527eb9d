import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConversationId,
  type Draft,
  EMPTY_HEAD,
  type Entry,
  entryAfter,
  type Head,
  headOf,
  isRetryOf,
  type Pace,
  paced,
} from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Along, MessageLog } from '../ports.ts'
import type { Remembered } from '../remembered.ts'
import { type Asked, digestOf, firstDigestOf } from './digest.ts'

const ATTEMPTS = 30
const PAGE = 500
/** Far less than an entry lasts after it was written: see `MessageLog.mayVanish`. */
const TAIL_IS_GOOD_MS = 12 * 3_600_000

/** A page of a log behind the position that somebody looked from. */
export type Ahead = {
  /** Where the page ends. */
  readonly tail: Head
  readonly entries: readonly Entry[]
  /** Whether there may be more behind it. */
  readonly more: boolean
  /** Whether something that once stood there has disappeared. */
  readonly holes: boolean
}

export type Tails = Remembered<ConversationId, Head>

/** What appending uses. */
export type Appending = {
  readonly log: MessageLog
  readonly tails: Tails
  readonly rules: { readonly paces: { readonly conversation: Pace } }
  readonly now: () => number
}

/** An entry as it is to be written directly behind a tail, and what goes along with it. */
export type Composed = { readonly draft: Draft; readonly along?: Along }
/** Makes an entry for a tail, to be written at this time; undefined if none is needed. */
export type Compose<Made = Composed> = (tail: Head, at: number) => Promise<Made>

/**
 * Appends to the end of a conversation's log, once, however often it is asked to: the entry that bears the
 * request's client id is the answer, be it new or of long ago.
 *
 * `ahead` begins behind the last position that the device knew when it first tried: the message cannot stand
 * before that. Everything from there on is looked through before a position is taken, so two calls with one
 * client id cannot both append; and a write goes only directly behind an entry that was seen to stand, so no
 * position is ever skipped.
 *
 * `compose` judges the request and makes the entry for a given tail, and again for each tail after a lost place:
 * it may rely on everything up to that tail, and on nothing else standing there when the entry does. If it
 * composes nothing, nothing is appended.
 *
 * Throws what `compose` refuses, `IDEMPOTENCY_MISMATCH`, `EXPIRED` if the entry may stand where something has
 * disappeared, `RATE_LIMITED` beyond the conversation's pace, and `CONTENDED` if the place was lost too often.
 */
export async function append<Made extends Composed | undefined>(
  world: Appending,
  request: Asked,
  ahead: Ahead,
  compose: Compose<Made>,
): Promise<Entry | Extract<Made, undefined>> {
  let look = ahead
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    look = await toTheEnd(world.log, request, look)
    const earlier = look.entries.find((entry) => isRetryOf(entry, request))
    if (earlier) return sameEntry(earlier, request.body)
    if (look.holes) throw new Refusal('EXPIRED')
    const tried = await tryBehind(world, request, look.tail, compose)
    if ('entry' in tried) return tried.entry
    if (tried.isLost) await sleep(Math.random() * Math.min(2 ** attempt, 100))
    look = await lookBehind(world.log, request.conversation, tried.from, true)
  }
  throw new Refusal('CONTENDED', undefined, 200)
}

/** What one try led to: an entry, or nothing to append; or that the log has to be looked at again from a position on. */
type Tried<Made> =
  | { readonly entry: Entry | Extract<Made, undefined> }
  | { readonly from: number; readonly isLost: boolean }

async function tryBehind<Made extends Composed | undefined>(
  { log, tails, rules, now }: Appending,
  request: Asked,
  tail: Head,
  compose: Compose<Made>,
): Promise<Tried<Made>> {
  const at = now()
  const composed = await judged(compose, tail, at)
  if (composed instanceof Refusal) {
    const { entries } = await log.from(request.conversation, tail.seq + 1, 1, true)
    if (entries.length === 0) throw composed
    return { from: tail.seq, isLost: false }
  }
  if (!composed) return { entry: undefined as Extract<Made, undefined> }

  const entry = entryAfter(tail, composed.draft, at, busyAfter(rules.paces.conversation, tail, at))
  const occupant = await log.place(entry, composed.along)
  if (occupant && !isRetryOf(occupant, request)) return { from: occupant.seq, isLost: true }
  tails.set(request.conversation, headOf(occupant ?? entry))
  return { entry: occupant ? sameEntry(occupant, request.body, entry.body) : entry }
}

/**
 * Composes, or says why not. It judges by what stands now, which may be behind the tail: even the request's own
 * entry, written when it was first asked for. So a refusal holds only if nothing stands there.
 */
async function judged<Made>(compose: Compose<Made>, tail: Head, at: number): Promise<Made | Refusal> {
  try {
    return await compose(tail, at)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/**
 * What a sender must know before it appends; nothing is read if the tail is remembered and the device knows it
 * too. A tail remembered for long is not: what stood behind it may have come and disappeared. Throws
 * `BAD_REQUEST` if there is no such position.
 */
export async function aheadOf(
  { log, tails, now }: Pick<Appending, 'log' | 'tails' | 'now'>,
  conversation: ConversationId,
  after: number,
): Promise<Ahead> {
  const remembered = tails.get(conversation)
  // `busy` is never before the time of the entry that it is of, and at most a burst after.
  if (remembered?.seq === after && now() < remembered.busy + TAIL_IS_GOOD_MS) return aheadAt(remembered)
  return lookBehind(log, conversation, after, false)
}

/** To append behind a tail with a client id that is new, so that nothing need be looked through. */
export function aheadAt(tail: Head): Ahead {
  return { tail, entries: [], more: false, holes: false }
}

/** Pages on until the log ends or the request's own entry turns up: one page at a time, however far behind it began. */
async function toTheEnd(log: MessageLog, request: Asked, from: Ahead): Promise<Ahead> {
  let look = from
  while (look.more && !look.entries.some((entry) => isRetryOf(entry, request))) {
    const next = await lookBehind(log, request.conversation, look.tail.seq, false)
    look = { ...next, holes: look.holes || next.holes }
  }
  return look
}

/**
 * Reads a page of a log behind position `after`. An eventually consistent look may stop short of the end:
 * that costs a lost race for the place, never a gap or a second copy, for what is behind it is looked at then.
 */
async function lookBehind(
  log: MessageLog,
  conversation: ConversationId,
  after: number,
  consistent: boolean,
): Promise<Ahead> {
  const first = Math.max(after, 1)
  const { entries, more } = await log.from(conversation, first, PAGE, consistent)
  const isWhole = (after === 0 || entries.length > 0) && areInARow(entries, first)
  if (!isWhole && !consistent) return lookBehind(log, conversation, after, true)
  if (after > 0 && entries.length === 0) {
    throw new Refusal('BAD_REQUEST', 'after: beyond the end of the conversation')
  }
  const behind = entries.filter((entry) => entry.seq > after)
  const last = entries.at(-1)
  return {
    tail: last ? headOf(last) : EMPTY_HEAD,
    entries: behind,
    more,
    holes: !areInARow(behind, after + 1),
  }
}

function areInARow(entries: readonly Entry[], first: number): boolean {
  return entries.every((entry, index) => entry.seq === first + index)
}

function busyAfter(pace: Pace, tail: Head, now: number): number {
  const next = paced(pace, tail.busy, now)
  if ('wait' in next) throw new Refusal('RATE_LIMITED', 'conversation', next.wait)
  return next.busy
}

/** The entry that stands, if it is what was asked for, or what was made of it. Throws `IDEMPOTENCY_MISMATCH`. */
function sameEntry(standing: Entry, ...bodies: readonly Asked['body'][]): Entry {
  const digest = firstDigestOf(standing)
  if (!bodies.some((body) => digestOf(body) === digest)) throw new Refusal('IDEMPOTENCY_MISMATCH')
  return standing
}
