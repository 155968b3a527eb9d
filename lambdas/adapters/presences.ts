import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  beat,
  beatRange,
  lookAt,
  missingLook,
  type PresenceTimes,
  type Seen,
  type UserId,
  type Watched,
} from '@parley/domain'
import type { Presences } from '../ports.ts'
import { remembered } from '../remembered.ts'
import type { Terms } from './expression.ts'
import { isAs, isSeenAs, type PresenceChange, presenceTable } from './presence-table.ts'
import { dynamoWatchers } from './watchers.ts'

/** Somebody is noted as watched for so much longer than it is, so that many watchers are one write a minute. */
const WATCHED_LONGER_MS = 60_000
/** How long an item of somebody never seen outlives its last watcher, seconds. */
const LINGER_S = 60

/**
 * Presences in the Chat table: an item a person, which nobody reads before it is written.
 *
 * Units: a heartbeat within `written` of the last that this function knows of none, else 1 write; a turn 2, and
 * what begins a chain of looks 1 more. A look 1 read and 1 write. To watch one more person 1 read, and 1 write if
 * nobody watched it for that long; beside what `watchers.ts` counts.
 */
export function dynamoPresences(client: DynamoDBClient, table: string, times: PresenceTimes): Presences {
  const watchers = dynamoWatchers(client, table)
  const people = presenceTable(client, table)
  /** When this function last knew somebody to be seen. */
  const known = remembered<UserId, Seen>(10_000)

  return {
    async beat(user, now) {
      const before = known.get(user)
      if (before && beat(before, now, times) === 'nothing') return { turned: false }
      const { turned, state } = await noteSeen(user, now)
      if (state.seen) known.set(user, state.seen)
      const look = await beginLook(user, state, now)
      return { turned, ...(look !== undefined && { look }) }
    },

    of: async (users) => seenOf(await people.read(users, false)),

    async watch(watcher, users, until, now) {
      const wanted = [...new Set(users)]
      await watchers.replace(watcher, wanted, until)
      // Read after that, and as it is now: whoever turns later finds the watcher.
      const states = await people.read(wanted, true)
      const looks = await Promise.all(
        wanted.map(async (user) => {
          const state = await extend(user, states.get(user) ?? {}, until)
          const at = await beginLook(user, state, now)
          return at === undefined ? [] : [{ user, at }]
        }),
      )
      return { seen: seenOf(states), looks: looks.flat() }
    },

    async look({ user, at }, now) {
      let state = await people.readOne(user)
      for (;;) {
        const looked = lookAt(state, at, now, times)
        if (looked.found === 'done') return { isFirst: false, ...nextLook(state.look) }
        const next = looked.found === 'online' ? looked.next : undefined
        const changed = await people.change(user, afterLook(state, looked.found === 'gone', next))
        if (changed.isDone) return { isFirst: true, ...nextLook(next) }
        state = changed.state
      }
    },

    watchersOf: watchers.watchersOf,
    unwatch: watchers.unwatch,
  }

  /** Moves when somebody was seen to now, if it is time. */
  async function noteSeen(user: UserId, now: number): Promise<{ turned: boolean; state: Watched }> {
    let { isDone, state } = await people.change(user, {
      by: 'beat',
      set: { seen: now },
      only: (terms) => `${terms.is('online', true)} AND ${isInRange(beatRange(now, times), terms)}`,
    })
    if (isDone) return { turned: false, state }
    for (;;) {
      const does = beat(state.seen, now, times)
      if (does === 'nothing') return { turned: false, state }
      const asFound = state
      const set = { seen: now, online: true, expires: undefined }
      const only = (terms: Terms) => isSeenAs(asFound, terms)
      ;({ isDone, state } = await people.change(user, { by: does, set, only }))
      if (isDone) return { turned: does === 'turn', state }
    }
  }

  /** Somebody is watched that long. */
  async function extend(user: UserId, before: Watched, until: number): Promise<Watched> {
    let state = before
    while ((state.watched ?? 0) < until) {
      const watched = until + WATCHED_LONGER_MS
      const asFound = state
      ;({ state } = await people.change(user, {
        by: 'watch',
        // What is of nobody goes by itself, unless it is seen some time.
        set: { watched, ...(!state.seen && { expires: Math.ceil(watched / 1000) + LINGER_S }) },
        only: (terms) => `${terms.isBelow('watched', until)} AND ${isKnownAs(asFound, terms)}`,
      }))
    }
    return state
  }

  /** Begins a chain of looks, if one is missing and nobody else does: when the first is due. */
  async function beginLook(user: UserId, state: Watched, now: number): Promise<number | undefined> {
    const look = missingLook(state, now, times)
    if (look === undefined) return undefined
    const only = (terms: Terms) => terms.is('look', state.look)
    const { isDone } = await people.change(user, { by: 'look', set: { look }, only })
    return isDone ? look : undefined
  }
}

/** Nobody has changed anything since it was found so: a watcher that came meanwhile relies on this look. */
function afterLook(found: Watched, hasGone: boolean, next: number | undefined): PresenceChange {
  return {
    by: hasGone ? 'turn' : 'look',
    set: { look: next, ...(hasGone && { online: false }) },
    only: (terms) => isAs(found, terms),
  }
}

function nextLook(next: number | undefined) {
  return next === undefined ? {} : { next }
}

function seenOf(people: ReadonlyMap<UserId, Watched>): Map<UserId, Seen> {
  return new Map([...people].flatMap(([user, { seen }]) => (seen ? [[user, seen]] : [])))
}

function isInRange({ above, upTo }: ReturnType<typeof beatRange>, terms: Terms): string {
  return `${terms.name('seen')} BETWEEN ${terms.value(above + 1)} AND ${terms.value(upTo)}`
}

/** That somebody never seen was still not. */
function isKnownAs({ seen }: Watched, terms: Terms): string {
  return seen ? `attribute_exists(${terms.name('seen')})` : terms.is('seen', undefined)
}
