import type { UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Sockets } from './ports.ts'
import { remembered } from './remembered.ts'

/** For how long a function may take a sign-in for good without looking: that long one that was ended may be used. */
export const SIGN_IN_IS_GOOD_MS = 60_000

/**
 * Refuses with `UNAUTHENTICATED` what is asked for by a sign-in that was ended: of a device that was signed out, or
 * of all of them. A token tells only that it was given, and stays good for its hour. `isGrave`: what cannot be undone
 * is judged by what holds now, whatever was remembered.
 */
export function knownSignIns(
  sockets: Pick<Sockets, 'isVoid'>,
  now: () => number,
): (user: UserId, signedInAt: number, isGrave?: boolean) => Promise<void> {
  const goodUntil = remembered<string, number>(10_000)

  return async (user, signedInAt, isGrave = false) => {
    const key = `${user} ${signedInAt}`
    const askedAt = now()
    if (!isGrave && askedAt < (goodUntil.get(key) ?? 0)) return
    if (await sockets.isVoid(user, signedInAt, isGrave)) throw new Refusal('UNAUTHENTICATED', 'signed-out')
    goodUntil.set(key, askedAt + SIGN_IN_IS_GOOD_MS)
  }
}
