import { type ConversationId, directId, type Head, isPresent, lastHeard, NOTHING_SEEN } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { changeConversation } from '../conversation/change.ts'
import { wireConversation, wireLeftConversation } from '../conversation/wire-conversation.ts'
import { wireRow } from '../conversation/wire-row.ts'
import { given } from '../given.ts'
import type { InboxRow } from '../ports.ts'
import { find } from './found.ts'
import type { Operation } from './operation.ts'
import { placeOf } from './place.ts'
import { publicProfiles } from './public-profile.ts'

/** A direct conversation needs no making: its id follows from its members, and its log begins with the first message. */
export const openDirect: Operation<'openDirect'> = async ({ body }, context) => {
  const { user: asker, log, inbox, now } = context
  const { user, person, isFindable } = await find(body.handle, context)
  const conversation = directId(asker, user)
  const [row, head] = await Promise.all([inbox.row(asker, conversation), log.head(conversation)])
  // Who no longer wants to be found by somebody still is where the two have talked.
  if (!person || (!isFindable && head.seq === 0)) throw new Refusal('NOT_FOUND')
  const [shown] = await publicProfiles([person], asker, context)
  return { with: shown!, row: wireRow(row ?? emptyRow(conversation, head), now()) }
}

/** Who has left is shown what it was called then. */
export const getConversation: Operation<'getConversation'> = async ({ path }, context) => {
  const id = path.conversation as ConversationId
  const { conversation, member } = await placeOf(context, id, context.user)
  if (isPresent(member)) return wireConversation(conversation)
  const row = await context.inbox.row(context.user, id)
  return wireLeftConversation(id, lastHeard(member) ?? 0, row?.title ?? '')
}

export const putConversation: Operation<'putConversation'> = async ({ path, body }, context) => {
  const conversation = path.conversation as ConversationId
  const change = { type: 'settings', settings: given(body) } as const
  return wireConversation(await changeConversation(context, { conversation, by: context.user, change }))
}

/** The row of a conversation that has not come to this person's inbox: nothing of it was read. */
function emptyRow(conversation: ConversationId, { seq, n }: Head): InboxRow {
  return {
    conversation,
    head: { seq, n },
    at: 0,
    mine: NOTHING_SEEN,
    shown: 0,
    readN: 0,
    skip: [],
    mentions: [],
    peer: NOTHING_SEEN,
    settings: { version: 0 },
    hidden: [],
    undelivered: [],
    large: false,
  }
}
