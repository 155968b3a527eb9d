import {
  type ConversationId,
  directId,
  type Head,
  isPresent,
  lastHeard,
  NOTHING_SEEN,
  type UserId,
} from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { changeConversation } from '../conversation/change.ts'
import { wireConversation, wireLeftConversation } from '../conversation/wire-conversation.ts'
import { wireRow } from '../conversation/wire-row.ts'
import type { InboxRow } from '../ports.ts'
import { given } from './given.ts'
import type { Operation } from './operation.ts'
import { placeOf } from './place.ts'

/** A direct conversation needs no making: its id follows from its members, and its log begins with the first message. */
export const openDirect: Operation<'openDirect'> = async ({ body }, { user, profiles, log, inbox, now }) => {
  const person = await profiles.byHandle(body.handle)
  if (!person) throw new Refusal('NOT_FOUND')
  const conversation = directId(user, person.user as UserId)
  const row = (await inbox.row(user, conversation)) ?? emptyRow(conversation, await log.head(conversation))
  return { with: person, row: wireRow(row, now()) }
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
