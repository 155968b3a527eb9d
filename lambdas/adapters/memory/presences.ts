import { setImmediate as turn } from 'node:timers/promises'
import {
  beat,
  type ConnectionId,
  lookAt,
  missingLook,
  type PresenceTimes,
  type Seen,
  type UserId,
  type Watched,
} from '@parley/domain'
import type { Presences, Watcher } from '../../ports.ts'

/** Presences in memory. */
export function memoryPresences(times: PresenceTimes): Presences {
  const people = new Map<UserId, Watched>()
  const watching = new Map<ConnectionId, Map<UserId, { watcher: Watcher; until: number }>>()
  const stateOf = (user: UserId): Watched => people.get(user) ?? {}

  function seenOf(users: readonly UserId[]): Map<UserId, Seen> {
    return new Map(
      users.flatMap((user) => {
        const { seen } = stateOf(user)
        return seen ? [[user, seen]] : []
      }),
    )
  }

  function beginLook(user: UserId, now: number): number | undefined {
    const look = missingLook(stateOf(user), now, times)
    if (look !== undefined) people.set(user, { ...stateOf(user), look })
    return look
  }

  return {
    async beat(user, now) {
      await turn()
      const does = beat(stateOf(user).seen, now, times)
      if (does !== 'nothing') people.set(user, { ...stateOf(user), seen: { seen: now, isOnline: true } })
      const look = does === 'nothing' ? undefined : beginLook(user, now)
      return { turned: does === 'turn', ...(look !== undefined && { look }) }
    },
    async of(users) {
      await turn()
      return seenOf(users)
    },
    async watch(watcher, users, until, now) {
      await turn()
      const wanted = [...new Set(users)]
      watching.set(watcher.connection, new Map(wanted.map((user) => [user, { watcher, until }])))
      const looks = wanted.flatMap((user) => {
        const { watched = 0, ...state } = stateOf(user)
        people.set(user, { ...state, watched: Math.max(watched, until) })
        const at = beginLook(user, now)
        return at === undefined ? [] : [{ user, at }]
      })
      return { seen: seenOf(wanted), looks }
    },
    async *watchersOf(user, now) {
      await turn()
      const found = [...watching.values()].flatMap((list) => list.get(user) ?? [])
      const live = found.filter(({ until }) => until > now).map(({ watcher }) => watcher)
      if (live.length > 0) yield live
    },
    async unwatch({ connection }, user) {
      await turn()
      watching.get(connection)?.delete(user)
    },
    async look({ user, at }, now) {
      await turn()
      const state = stateOf(user)
      const { look, ...rest } = state
      const looked = lookAt(state, at, now, times)
      if (looked.found === 'done') return { isFirst: false, ...(look !== undefined && { next: look }) }
      if (looked.found === 'online') {
        people.set(user, { ...rest, look: looked.next })
        return { isFirst: true, next: looked.next }
      }
      const seen = rest.seen && { seen: { ...rest.seen, isOnline: false } }
      people.set(user, looked.found === 'gone' ? { ...rest, ...seen } : rest)
      return { isFirst: true }
    },
  }
}
