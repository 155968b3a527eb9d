import type { ConnectionId, Seen, UserId } from '@parley/domain'

/** When people last had the app in use, and who wants to hear of it. */
export type Presences = {
  /**
   * A device in use says so. Writes at most once in `times.written`; `turned` if its user was offline before, which
   * the table's stream then tells the watchers: of any number of calls exactly one is answered so. `look` is when a
   * look at its user is now due, somebody watching it: the caller sends it.
   */
  beat(user: UserId, now: number): Promise<{ readonly turned: boolean; readonly look?: number }>
  /** Perhaps not the latest. Those never seen are left out. */
  of(users: readonly UserId[]): Promise<Map<UserId, Seen>>
  /**
   * This socket's person hears of these people until `until`, and of nobody else any more. How it is with them, read
   * after that: what changes later, the socket hears. `looks` are now due: the caller sends them.
   */
  watch(watcher: Watcher, users: readonly UserId[], until: number, now: number): Promise<Watching>
  /** Who hears of a person now, by pages, strongly consistent. */
  watchersOf(user: UserId, now: number): AsyncIterable<readonly Watcher[]>
  /** Forgets a socket's watching of a person: it is gone. */
  unwatch(watcher: Watcher, user: UserId): Promise<void>
  /**
   * A look has come: offline from now on if not seen since, which the stream tells the watchers. `next` is when the
   * next one is due, if there is one. `isFirst` is false for one that was done before, or whose place another took:
   * then somebody else sends the next, unless it died before it could.
   */
  look(look: Look, now: number): Promise<{ readonly isFirst: boolean; readonly next?: number }>
}

/** What telling the watchers needs. */
export type Watchers = Pick<Presences, 'watchersOf' | 'unwatch'>

export type Watcher = { readonly user: UserId; readonly connection: ConnectionId }

export type Watching = { readonly seen: Map<UserId, Seen>; readonly looks: readonly Look[] }

/** A person is to be looked at, at a time: both together are its name. */
export type Look = { readonly user: UserId; readonly at: number }

/** Looks that are due later, at most 15 minutes ahead; each comes once or more often. */
export type Looks = {
  send(looks: readonly Look[], now: number): Promise<void>
}
