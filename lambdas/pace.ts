import { type DeviceId, type Pace, paced, type UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Paces } from './ports.ts'
import { remembered } from './remembered.ts'
import type { Rules } from './rules.ts'

/** How many are leased from the shared pace at once, and for how long a function may use up a lease. */
export const LOT = 10
export const LEASE_MS = 60_000
/** What a function lets pass by itself, without asking: a tenth of the shared pace, and never more than this. */
export const FREE: Pace = { perSecond: 1, burst: 5 }

/**
 * Holds people and their devices to the paces of this deployment, for next to nothing.
 *
 * A warm function lets a key (a device, or a user) have a little by itself, `FREE`, which is what people who chat
 * need: no call, no write. Beyond that it leases from the pace that all functions share, a lot of ten with one
 * write, so a flood costs a tenth of a write a message; and while that pace is used up, it refuses without asking.
 *
 * So with `k` functions at work, what passes under one key in any `t` seconds is at most
 * `burst + perSecond · t` (shared) `+ k · (5 + t)` (free) `+ k · 10` (lots leased before and not yet used up).
 * A key is known by its user, so nobody can use up another's.
 */
export type PaceGuard = {
  /** Takes one for this user, and for its device if there is one. Throws `RATE_LIMITED` with the wait. */
  spend(speaker: { readonly user: UserId; readonly device?: DeviceId }): Promise<void>
  /** The same for looking people up, or for files: each has a pace of its own, by user. */
  spendOn(what: 'lookup' | 'upload', user: UserId): Promise<void>
}

const PREFIX = { lookup: 'L', upload: 'F' } as const

type Purse = {
  /** Until when what passed freely uses `FREE` up; see `paced`. */
  busy: number
  /** What is left of the last lots, and until when it may be used. */
  left: number
  until: number
  /** The shared pace is used up until then. */
  refusedUntil: number
}

export function paceGuard(paces: Paces, rules: Pick<Rules, 'paces'>, now: () => number): PaceGuard {
  const purses = remembered<string, Purse>(10_000)

  function purseOf(key: string): Purse {
    const purse = purses.get(key) ?? { busy: 0, left: 0, until: 0, refusedUntil: 0 }
    purses.set(key, purse)
    return purse
  }

  /** Takes one; returns what gives it back. */
  async function take(key: string, pace: Pace): Promise<() => void> {
    const purse = purseOf(key)
    if (now() >= purse.until) purse.left = 0
    if (purse.left > 0) purse.left--
    else {
      const free = takeFree(purse, pace)
      if (typeof free === 'function') return free
      await lease(key, pace, purse, free.wait)
    }
    return () => {
      purse.left++
    }
  }

  function takeFree(purse: Purse, pace: Pace): (() => void) | { wait: number } {
    const free = freeOf(pace)
    if (free.burst < 1) return { wait: Number.POSITIVE_INFINITY }
    const taken = paced(free, purse.busy, now())
    if ('wait' in taken) return taken
    const cost = taken.busy - Math.max(purse.busy, now())
    purse.busy = taken.busy
    return () => {
      purse.busy -= cost
    }
  }

  /** Leases a lot and takes the first of it. Throws `RATE_LIMITED`: wait for a lot, or for the next free one. */
  async function lease(key: string, pace: Pace, purse: Purse, freeIn: number): Promise<void> {
    if (now() >= purse.refusedUntil) {
      const lot = Math.max(1, Math.min(LOT, Math.floor(pace.burst)))
      const refused = await paces.take(key, pace, lot, now())
      if (!refused) {
        purse.left += lot - 1
        purse.until = now() + LEASE_MS
        return
      }
      purse.refusedUntil = now() + refused.wait
    }
    throw new Refusal('RATE_LIMITED', undefined, Math.min(freeIn, purse.refusedUntil - now()))
  }

  return {
    async spend({ user, device }) {
      const giveBack = device && (await take(`D#${user}.${device}`, rules.paces.device))
      try {
        await take(`U#${user}`, rules.paces.user)
      } catch (error) {
        giveBack?.()
        throw error
      }
    },
    async spendOn(what, user) {
      await take(`${PREFIX[what]}#${user}`, rules.paces[what])
    },
  }
}

/** A pace of less than ten at once leaves nothing free. */
function freeOf(pace: Pace): Pace {
  return {
    perSecond: Math.min(FREE.perSecond, pace.perSecond / 10),
    burst: Math.min(FREE.burst, pace.burst / 10),
  }
}
