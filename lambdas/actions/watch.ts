import type { UserId } from '@parley/domain'
import { WATCH_LIFE_MS } from '@parley/protocol'
import { heardBy } from '../presence/audience.ts'
import { wirePresence } from '../presence/wire-presence.ts'
import type { Action } from './action.ts'

/** Lets this socket hear of people, as far as they let it. What is hidden from it looks like never seen. */
export const watch: Action<'watch'> = async ({ users }, context) => {
  const { connection, presences, looks, rules, now } = context
  const { user } = await context.speaker()
  const people = [...new Set(users)] as UserId[]
  const heard = await heardBy(user, people, context)

  const at = now()
  const until = at + WATCH_LIFE_MS
  const wanted = people.filter((person) => heard.has(person))
  const watching = await presences.watch({ user, connection }, wanted, until, at)
  await looks.send(watching.looks, at)
  return {
    presence: people.map((person) => wirePresence(person, watching.seen.get(person), at, rules.presence)),
    until,
  }
}
