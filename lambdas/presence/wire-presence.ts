import { isOnline, type PresenceTimes, type Seen, type UserId } from '@parley/domain'
import type { WirePresence } from '@parley/protocol'

/** How it is with somebody at `now`: nothing but who it is where nothing is known, or may be told. */
export function wirePresence(
  user: UserId,
  seen: Seen | undefined,
  now: number,
  times: PresenceTimes,
): WirePresence {
  return seen ? { user, online: isOnline(seen, now, times), seen: seen.seen } : { user }
}
