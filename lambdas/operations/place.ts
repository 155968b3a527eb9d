import { type ConversationId, isDirect, isPresent, roleOf, type UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { type Membership, mustExist, mustHear } from '../conversation/membership.ts'
import type { World } from '../world.ts'

type Using = Pick<World, 'known' | 'conversations' | 'profiles'>

/** Later than any version: nothing that is remembered will do. */
const NOW = Number.POSITIVE_INFINITY

/**
 * This person's place in a conversation, now or once, strongly consistent. Throws `NOT_FOUND`: for who never had one
 * the same as for a conversation that does not exist. A direct one exists if its people do.
 */
export async function placeOf(world: Using, id: ConversationId, user: UserId): Promise<Membership> {
  const place = await mustHear(world, id, user, NOW)
  const { conversation } = place
  if (isDirect(conversation) && conversation.version === 0) await mustExist(world.profiles, conversation)
  return place
}

/** The same for who may add to it now. Throws `FORBIDDEN` for one that has left. */
export async function placeToSpeak(world: Using, id: ConversationId, user: UserId): Promise<Membership> {
  const place = await placeOf(world, id, user)
  if (!isPresent(place.member)) throw new Refusal('FORBIDDEN')
  return place
}

/** The same for who leads a group now. Throws `FORBIDDEN` for everybody else in it, and for one that has left. */
export async function leadOf(world: Using, id: ConversationId, user: UserId): Promise<Membership> {
  const place = await placeOf(world, id, user)
  const role = roleOf(place.conversation, user)
  if (role !== 'owner' && role !== 'admin') throw new Refusal('FORBIDDEN')
  return place
}
