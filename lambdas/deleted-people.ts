import type { UserId } from '@parley/domain'
import type { Profiles } from './ports.ts'
import { remembered } from './remembered.ts'

/** For how long a function may take an account for one that stands without looking. */
export const ACCOUNT_STANDS_MS = 15_000

/** Whether somebody's account was deleted. Somebody whom a function writes to often is looked at once in a while. */
export type IsDeleted = (user: UserId) => Promise<boolean>

export function deletedPeople(profiles: Pick<Profiles, 'of'>, now: () => number): IsDeleted {
  const standsUntil = remembered<UserId, number>(10_000)

  return async (user) => {
    const askedAt = now()
    if (askedAt < (standsUntil.get(user) ?? 0)) return false
    const [person] = await profiles.of([user])
    if (person?.deleted) return true
    standsUntil.set(user, askedAt + ACCOUNT_STANDS_MS)
    return false
  }
}
