import { directId, isAmong, isOpen, type UserId } from '@parley/domain'
import type { WireOwnProfile } from '@parley/protocol'
import { userOfSubject } from '../identity.ts'
import type { OperationContext } from './operation.ts'

/** A person looked for by handle, or whoever stands in where there is none: the same is read of either. */
type Found = {
  readonly user: UserId
  readonly person: WireOwnProfile | undefined
  /** Whether this one lets the asker find it: it exists, wants to be found, and has not blocked the asker. */
  readonly isFindable: boolean
}

/**
 * Looks for a person by handle, with the same reads whether there is none, its account was deleted, it has blocked
 * whoever asks, or does not want to be found by that: nothing tells them apart.
 */
export async function find(handle: string, context: OperationContext): Promise<Found> {
  const { user: asker, profiles, inbox, settings, contacts } = context
  const person = await profiles.byHandle(handle)
  const user = (person?.user as UserId | undefined) ?? userOfSubject(`nobody:${handle}`)
  const [chosen, known, rows] = await Promise.all([
    settings.of([user]),
    contacts.having([user], asker),
    inbox.rows([{ user, conversation: directId(asker, user) }]),
  ])
  const isBlocking = rows.some(({ hidden }) => isOpen(hidden))
  const isShown = isAmong(chosen.get(user)!.findable, user, asker, known.has(user))
  return { user, person, isFindable: person !== undefined && isShown && !isBlocking }
}
