import type { UserId } from '@parley/domain'
import { logFault } from './edge/log-fault.ts'
import type { Profiles } from './ports.ts'
import { remembered } from './remembered.ts'

/** For how long a function may take an account for one that stands without looking. */
export const ACCOUNT_STANDS_MS = 15_000

/**
 * Whether somebody's account was deleted, as far as this function knows. Nobody waits for that: who is asked about is
 * looked at beside what is done meanwhile, once in a while, so that what is asked for next is answered by it.
 */
export type IsDeleted = (user: UserId) => boolean

export function deletedPeople(profiles: Pick<Profiles, 'of'>, now: () => number): IsDeleted {
  const known = remembered<UserId, { readonly deleted: boolean; readonly until: number }>(10_000)

  async function look(user: UserId): Promise<void> {
    const [person] = await profiles.of([user], false)
    if (person?.deleted) known.set(user, { deleted: true, until: Number.POSITIVE_INFINITY })
  }

  return (user) => {
    const { deleted, until } = known.get(user) ?? { deleted: false, until: 0 }
    if (now() < until) return deleted
    known.set(user, { deleted: false, until: now() + ACCOUNT_STANDS_MS })
    look(user).catch(logFault)
    return deleted
  }
}
