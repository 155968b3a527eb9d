import {
  type Conversation,
  type ConversationId,
  isDirect,
  isPresent,
  present,
  type UserId,
} from '@parley/domain'
import type { OperationReply } from '@parley/protocol'
import { showing } from '../audiences.ts'
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
  const shows = await showing('readReceipts', users, user, context)
  return rows.map(({ user: other, mine, shown }) => ({
    user: other,
    delivered: mine.delivered,
    read: shows.has(other) ? shown : 0,
  }))
}

function others(users: Iterable<UserId>, user: UserId): UserId[] {
  return [...users].filter((other) => other !== user)
}
