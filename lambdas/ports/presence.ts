import type { ConnectionId, Seen, UserId } from '@parley/domain'

/** When people last had the app in use, and who wants to hear of it. */
export type Presences = {
  /**
   * A device in use says so. Writes at most once in `times.written`; `turned` if its user was offline before, which
   * the table's stream then tells the watchers. `watched`: somebody wants to hear when it goes, and no look at it is due.
   */
  beat(user: UserId, now: number): Promise<{ readonly turned: boolean; readonly look?: number }>
  /** Perhaps not the latest. Those never seen are left out. */
  of(users: readonly UserId[]): Promise<Map<UserId, Seen>>
  /**
   * This socket's person hears of these people until `until`, and of nobody else any more. For each who is online and
   * at whom no look is due, when one now is: the caller sends it.
   */
  watch(
    watcher: Watcher,
    users: readonly UserId[],
    until: number,
    now: number,
  ): Promise<{ readonly user: UserId; readonly look: number }[]>
  /** Who hears of a person now, by pages as large as storage gives them. */
  watchersOf(user: UserId, now: number): AsyncIterable<readonly Watcher[]>
  /** Forgets a socket's watching of a person: it is gone. */
  unwatch(watcher: Watcher, user: UserId): Promise<void>
  /**
   * A look at somebody is due: offline from now on if not seen since, which the stream tells the watchers. The time of
   * the next look if it is online and watched.
   */
  look(user: UserId, now: number): Promise<number | undefined>
}

export type Watcher = { readonly user: UserId; readonly connection: ConnectionId }

/** Looks that are due later, at most 15 minutes ahead; each comes once or more often. */
export type Looks = {
  send(looks: readonly { readonly user: UserId; readonly at: number }[], now: number): Promise<void>
}
