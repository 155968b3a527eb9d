import {
  type Conversation,
  type ConversationId,
  isAmong,
  isDirect,
  isPresent,
  present,
  type UserId,
} from '@parley/domain'
import type { OperationReply } from '@parley/protocol'
import type { Operation, OperationContext } from './operation.ts'
import { placeOf } from './place.ts'

/**
 * How far the others have come, and have read as far as they show it to the asker. In a direct conversation that is
 * what the other side was heard to say, so one that has blocked the asker stays where it was. Who has left hears
 * nothing more of the others, and who hides how far it has read from everybody nothing of what they have read.
 */
export const listReceipts: Operation<'listReceipts'> = async ({ path }, context) => {
  const { user, settings } = context
  const id = path.conversation as ConversationId
  const [{ conversation, member }, chosen] = await Promise.all([
    placeOf(context, id, user),
    settings.of([user]),
  ])
  if (!isPresent(member)) return { members: [] }
  const members = await (isDirect(conversation) ? ofPeer : ofMembers)(conversation, context)
  const isTold = chosen.get(user)!.readReceipts !== 'nobody'
  return { members: isTold ? members : members.map((one) => ({ ...one, read: 0 })) }
}

type Members = OperationReply<'listReceipts'>['members']

async function ofPeer({ id, members }: Conversation, { user, inbox }: OperationContext): Promise<Members> {
  const peer = others(members.keys(), user)[0]
  const row = peer && (await inbox.row(user, id))
  return row ? [{ user: peer, ...row.peer }] : []
}

async function ofMembers(conversation: Conversation, context: OperationContext): Promise<Members> {
  const { user, inbox } = context
  const users = others(
    present(conversation).map((member) => member.user),
    user,
  )
  const rows = await inbox.rows(users.map((other) => ({ user: other, conversation: conversation.id })))
  const showing = await showingTo(context, users)
  return rows.map(({ user: other, mine, shown }) => ({
    user: other,
    delivered: mine.delivered,
    read: showing.has(other) ? shown : 0,
  }))
}

/** Who of these people shows the asker how far it has read. */
async function showingTo(
  { user, settings, contacts }: OperationContext,
  others: readonly UserId[],
): Promise<Set<UserId>> {
  const chosen = await settings.of(others)
  const only = others.filter((other) => chosen.get(other)!.readReceipts === 'contacts')
  const known = only.length > 0 ? await contacts.having(only, user) : new Set<UserId>()
  const isShown = (other: UserId) => isAmong(audienceOf(other), other, user, known.has(other))
  // Who hides it from everybody has moved nothing that is shown since.
  const audienceOf = (other: UserId) => (only.includes(other) ? 'contacts' : 'everyone')
  return new Set(others.filter(isShown))
}

function others(users: Iterable<UserId>, user: UserId): UserId[] {
  return [...users].filter((other) => other !== user)
}
