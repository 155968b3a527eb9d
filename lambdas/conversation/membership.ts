import {
  type Conversation,
  type ConversationId,
  directMembers,
  isPresent,
  type Member,
  type Span,
  type UserId,
} from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Conversations, Profiles } from '../ports.ts'
import type { KnownConversations } from './known-conversations.ts'

/** Somebody in a conversation, and the conversation that says so. */
export type Membership = { readonly conversation: Conversation; readonly member: Member }
type Using = { readonly known: KnownConversations; readonly conversations: Conversations }

/**
 * Who this person is in a conversation, as of `version` or later; also for one that was removed, who keeps
 * what it heard. Throws `NOT_FOUND` if it never was in it, as if there were no such conversation, and with
 * the same reads.
 */
export async function mustHear(
  { known, conversations }: Using,
  id: ConversationId,
  user: UserId,
  version = 0,
): Promise<Membership> {
  const held = await known.at(id, version)
  const member = held?.members.get(user)
  if (held && member) return { conversation: held, member }
  // Who is in a direct conversation is in its id, and never changes.
  if (directMembers(id)) throw new Refusal('NOT_FOUND')
  const [conversation, spans] = await Promise.all([known.now(id), conversations.spansOf(id, [user])])
  const found = conversation?.members.get(user) ?? former(user, spans.get(user))
  if (!conversation || !found) throw new Refusal('NOT_FOUND')
  return { conversation, member: found }
}

/**
 * The same for who wants to add to it: a member as of `version` or later. Throws `FORBIDDEN` for one that was
 * removed, which is never said from memory: it may have come back.
 */
export async function mustSpeak(
  using: Using,
  id: ConversationId,
  user: UserId,
  version = 0,
): Promise<Membership> {
  const held = await mustHear(using, id, user, version)
  if (isPresent(held.member)) return held
  const conversation = await using.known.now(id)
  const member = conversation?.members.get(user)
  if (!conversation || !member || !isPresent(member)) throw new Refusal('FORBIDDEN')
  return { conversation, member }
}

/** A direct conversation exists once its people do: asked only while it holds nothing. Throws `NOT_FOUND`. */
export async function mustExist(profiles: Profiles, { members }: Conversation): Promise<void> {
  const found = await profiles.of([...members.keys()])
  if (found.length < members.size) throw new Refusal('NOT_FOUND')
}

/** Somebody whom the conversation itself no longer remembers. */
function former(user: UserId, spans: readonly Span[] | undefined): Member | undefined {
  return spans && { user, role: 'member', since: 0, spans }
}
