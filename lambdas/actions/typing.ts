import {
  type Conversation,
  type ConversationId,
  directMembers,
  isOpen,
  isPresent,
  type UserId,
} from '@parley/domain'
import type { EventPayload } from '@parley/protocol'
import { mustSpeak } from '../conversation/membership.ts'
import { logFault } from '../edge/log-fault.ts'
import { settleAll } from '../parallel.ts'
import type { Action, ActionContext } from './action.ts'

/** Enough that a group of a hundred is one round. */
const POSTS_AT_ONCE = 100

/** Tells who is listening that somebody is writing. Nothing is kept, so what cannot be told now is not told at all. */
export const typing: Action<'typing'> = async ({ conversation: id, doing }, context) => {
  const { known, notices, connection, now } = context
  const conversation = id as ConversationId
  const { user } = await context.speaker()
  if (!directMembers(conversation) && notices.areMembersOld(conversation, now()))
    await known.now(conversation)
  const membership = await mustSpeak(context, conversation, user)
  if (!notices.passes(connection, conversation, doing === 'nothing', now())) return {}

  const event: EventPayload<'typing'> = { event: 'typing', conversation, user, doing }
  await tell(await concerned(membership.conversation, user, context), JSON.stringify(event), context)
  return {}
}

/** The other members, but of a large group; in a direct conversation only one that has begun, and that nobody blocks. */
async function concerned(
  { id, members, large }: Conversation,
  user: UserId,
  { inbox }: ActionContext,
): Promise<UserId[]> {
  if (large) return []
  const others = [...members.values()].filter((member) => member.user !== user && isPresent(member))
  const people = others.map((member) => member.user)
  if (!directMembers(id)) return people
  const rows = await inbox.rows([user, ...people].map((one) => ({ user: one, conversation: id })))
  if (rows.some(({ hidden }) => isOpen(hidden))) return []
  return people.filter((person) => rows.some((row) => row.user === person && row.head.seq > 0))
}

/** A socket that cannot be reached now misses nothing: nobody is told to sync for it. */
async function tell(
  people: readonly UserId[],
  frame: string,
  { sockets, post }: ActionContext,
): Promise<void> {
  if (people.length === 0) return
  const live = await sockets.liveOf(people)
  const posts = await settleAll(live, POSTS_AT_ONCE, ({ connection }) => post.send(connection, frame))
  for (const sent of posts) if (sent.status === 'rejected') logFault(sent.reason)
}
