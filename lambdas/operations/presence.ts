import type { UserId } from '@parley/domain'
import { heardBy } from '../presence/audience.ts'
import { wirePresence } from '../presence/wire-presence.ts'
import type { Operation } from './operation.ts'

/** How it is with these people, as far as they let this one know. What is hidden from it looks like never seen. */
export const getPresence: Operation<'getPresence'> = async ({ body }, context) => {
  const { user, presences, rules, now } = context
  const people = [...new Set(body.users)] as UserId[]
  const heard = await heardBy(user, people, context)
  const seen = await presences.of(people.filter((person) => heard.has(person)))
  const at = now()
  return { presence: people.map((person) => wirePresence(person, seen.get(person), at, rules.presence)) }
}
