/** How presence is told; milliseconds. A deployment decides, docs/architecture.md says what each costs. */
export type PresenceTimes = {
  /** How often a device in use says so. */
  readonly heartbeat: number
  /** After how long without that its user is offline. */
  readonly timeout: number
  /** How far apart two writes of when somebody was last seen are at least. */
  readonly written: number
}

/** What is known of a person's presence. `seen` is when a device in use last said so, milliseconds since the epoch. */
export type Seen = { readonly seen: number; readonly isOnline: boolean }

/** The same with what makes that others hear of it. */
export type Watched = {
  /** Absent for who was never seen. */
  readonly seen?: Seen
  /** Until when somebody wants to hear of this person. */
  readonly watched?: number
  /** When the look at it that is under way is due; absent if none is. */
  readonly look?: number
}

/** The clocks of two functions differ by less than this. */
const CLOCKS_APART_MS = 1_000
/** How late a look may come before it counts as lost. */
const LATE_MS = 5_000

/**
 * Which `seen` of somebody online a heartbeat at `now` moves: one above `above` (below that its user has gone
 * meanwhile) and up to `upTo` (above that it was written recently enough).
 *
 * What is written may lie `written` behind the last heartbeat, and was written by another clock: only when both have
 * passed beside the timeout is it certain that there was none for so long. So nobody who comes back within the
 * timeout was ever offline, and who does not is offline at the latest `written` and a second after it.
 */
export function beatRange(now: number, { timeout, written }: PresenceTimes) {
  return { above: now - timeout - written - CLOCKS_APART_MS, upTo: now - written }
}

/** Whether somebody counts as online at `now`, whatever was last written. */
export function isOnline(seen: Seen | undefined, now: number, times: PresenceTimes): boolean {
  return seen?.isOnline === true && seen.seen > beatRange(now, times).above
}

/**
 * What a heartbeat at `now` does: nothing, moves `seen`, or brings its user online, which others are to hear.
 * `seen` never moves back: a turn is later than all that was told before.
 */
export function beat(
  before: Seen | undefined,
  now: number,
  times: PresenceTimes,
): 'nothing' | 'beat' | 'turn' {
  if (!isOnline(before, now, times)) return before === undefined || before.seen < now ? 'turn' : 'nothing'
  return before!.seen <= beatRange(now, times).upTo ? 'beat' : 'nothing'
}

/**
 * When a look at somebody is to be sent for, if one now is: it is online and watched, and none is under way. One that
 * should have come is taken for lost.
 */
export function missingLook(
  { seen, watched = 0, look }: Watched,
  now: number,
  times: PresenceTimes,
): number | undefined {
  if (!seen || !isOnline(seen, now, times) || watched <= now) return undefined
  return look === undefined || look + LATE_MS <= now ? goneAt(seen, times) : undefined
}

/**
 * What the look that was due at `due` finds at `now`: that it was `done` before, or that another took its place; that
 * nobody wants to know any more; that its user has gone, which others are to hear; or that it is online, and when to
 * look `next`. That is never the same time again, so a look that comes twice is done once.
 */
export function lookAt(
  { seen, watched = 0, look }: Watched,
  due: number,
  now: number,
  times: PresenceTimes,
): Looked {
  if (look !== due) return { found: 'done' }
  if (!seen?.isOnline || watched <= now) return { found: 'unwatched' }
  return isOnline(seen, now, times)
    ? { found: 'online', next: Math.max(goneAt(seen, times), due + 1) }
    : { found: 'gone' }
}

export type Looked =
  | { readonly found: 'done' | 'unwatched' | 'gone' }
  | { readonly found: 'online'; readonly next: number }

/** The first moment at which somebody who says nothing more is offline. */
function goneAt({ seen }: Seen, { timeout, written }: PresenceTimes): number {
  return seen + timeout + written + CLOCKS_APART_MS
}
