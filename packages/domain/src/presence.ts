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

/** What a heartbeat at `now` does: nothing, moves `seen`, or brings its user online, which others are to hear. */
export function beat(
  before: Seen | undefined,
  now: number,
  times: PresenceTimes,
): 'nothing' | 'beat' | 'turn' {
  if (!before || !before.isOnline || before.seen + times.timeout <= now) return 'turn'
  return before.seen + times.written <= now ? 'beat' : 'nothing'
}

/** When somebody who is online is to be looked at again; undefined if by `now` it has gone. */
export function lookAgainAt({ seen }: Seen, now: number, times: PresenceTimes): number | undefined {
  // What has been written may lie that much behind the last heartbeat.
  const gone = seen + times.timeout + times.written
  return gone > now ? gone : undefined
}

/** Whether somebody counts as online at `now`, whatever was last written. */
export function isOnline(seen: Seen | undefined, now: number, times: PresenceTimes): boolean {
  return seen !== undefined && seen.isOnline && lookAgainAt(seen, now, times) !== undefined
}
