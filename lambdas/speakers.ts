import type { ConnectionId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Sockets, Speaker } from './ports.ts'
import { remembered } from './remembered.ts'

/** For how long a function may take a socket for its device's without looking. */
export const SPEAKER_IS_GOOD_MS = 10 * 60_000

/**
 * Who speaks on a connection. A socket's row never changes, so it is read once in a while: often enough that one
 * whose device was signed out, and whose closing failed, is not listened to for long. Throws `UNAUTHENTICATED`.
 */
export function knownSpeakers(
  sockets: Pick<Sockets, 'speaker'>,
  now: () => number,
): (connection: ConnectionId) => Promise<Speaker> {
  const known = remembered<ConnectionId, { readonly speaker: Speaker; readonly until: number }>(10_000)

  return async (connection) => {
    const held = known.get(connection)
    if (held && now() < held.until) return held.speaker
    const speaker = await sockets.speaker(connection)
    if (!speaker) throw new Refusal('UNAUTHENTICATED')
    known.set(connection, { speaker, until: now() + SPEAKER_IS_GOOD_MS })
    return speaker
  }
}
