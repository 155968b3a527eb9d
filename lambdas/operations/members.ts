import type { ConversationId, UserId } from '@parley/domain'
import { changeConversation } from '../conversation/change.ts'
import { wireConversation } from '../conversation/wire-conversation.ts'
import { addable } from './addable.ts'
import type { Operation } from './operation.ts'
import { leadOf } from './place.ts'

export const addMembers: Operation<'addMembers'> = async ({ path, body }, context) => {
  const conversation = path.conversation as ConversationId
  // Before anything is looked up for who may not add anybody.
  await leadOf(context, conversation, context.user)
  const change = { type: 'added', users: await addable(context, body.users) } as const
  return wireConversation(await changeConversation(context, { conversation, by: context.user, change }))
}

/** Who is not, or no longer, in the group is gone already: nothing happens. */
export const removeMember: Operation<'removeMember'> = async ({ path }, context) => {
  const conversation = path.conversation as ConversationId
  const user = path.user as UserId
  const change = user === context.user ? ({ type: 'left' } as const) : ({ type: 'removed', user } as const)
  await changeConversation(context, { conversation, by: context.user, change })
  return {}
}

export const putMember: Operation<'putMember'> = async ({ path, body }, context) => {
  const conversation = path.conversation as ConversationId
  const change = { type: 'role', user: path.user as UserId, role: body.role } as const
  return wireConversation(await changeConversation(context, { conversation, by: context.user, change }))
}
