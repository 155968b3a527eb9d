import { type ClientId, type ConversationId, type Draft, fitsInline, textFault } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { aheadOf, append } from '../conversation/append.ts'
import { mustExist, mustSpeak } from '../conversation/membership.ts'
import type { Action } from './action.ts'

/** Appends a text. The look at the log runs beside the question who speaks: two calls deep, one when warm. */
export const send: Action<'send'> = async (request, context) => {
  const { log, tails, members, profiles, now } = context
  if (textFault(request.text)) throw new Refusal('BAD_TEXT')
  if (!fitsInline(request.text)) throw new Refusal('TOO_LARGE', 'text: over 8 KB as JSON')

  const conversation = request.conversation as ConversationId
  const looking = aheadOf(log, tails, conversation, request.after)
  looking.catch(() => {}) // a stranger is refused without waiting for what the log holds
  const { user, device } = await context.speaker()
  await mustSpeak(members, conversation, user)
  const ahead = await looking
  if (ahead.tail.seq === 0) await mustExist(members, profiles, conversation)

  const draft: Draft = {
    conversation,
    from: user,
    device,
    clientId: request.clientId as ClientId,
    body: { kind: 'text', text: request.text },
  }
  const { seq, n, at } = await append(log, tails, draft, ahead, now)
  return { seq, n, at }
}
