import { type ConversationId, directMembers, type UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Profiles } from '../ports.ts'

/** Throws `NOT_FOUND` for a conversation that is not this person's, as for one that does not exist. */
export function mustMember(conversation: ConversationId, user: UserId): void {
  if (!directMembers(conversation)?.includes(user)) throw new Refusal('NOT_FOUND')
}

/** A direct conversation exists once both people do: asked only while it holds nothing. Throws `NOT_FOUND`. */
export async function mustExist(profiles: Profiles, conversation: ConversationId): Promise<void> {
  const members = new Set(directMembers(conversation))
  const found = await profiles.of([...members])
  if (found.length < members.size) throw new Refusal('NOT_FOUND')
}
