import { type ConversationId, type Member, maySpeak, type UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Members, Profiles } from '../ports.ts'

/** This person's span of a conversation. Throws `NOT_FOUND` if it never had one, as if there were no such conversation. */
export async function mustHear(
  members: Members,
  conversation: ConversationId,
  user: UserId,
): Promise<Member> {
  const member = await members.find(conversation, user)
  if (!member) throw new Refusal('NOT_FOUND')
  return member
}

/** The same for who wants to add to it. Throws `FORBIDDEN` for one that was removed. */
export async function mustSpeak(members: Members, conversation: ConversationId, user: UserId): Promise<void> {
  if (!maySpeak(await mustHear(members, conversation, user))) throw new Refusal('FORBIDDEN')
}

/** A conversation exists once all its people do: asked only while it holds nothing. Throws `NOT_FOUND`. */
export async function mustExist(
  members: Members,
  profiles: Profiles,
  conversation: ConversationId,
): Promise<void> {
  const people = await members.of(conversation)
  const found = await profiles.of(people.map((member) => member.user))
  if (found.length < people.length) throw new Refusal('NOT_FOUND')
}
