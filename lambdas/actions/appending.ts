import type { ClientId, ConversationId, Draft, Entry } from '@parley/domain'
import { type Ahead, aheadOf } from '../conversation/append.ts'
import { mustHear } from '../conversation/membership.ts'
import type { ActionContext } from './action.ts'

type Request = { readonly conversation: string; readonly clientId: string; readonly after: number }

/**
 * What every action that appends begins with: who speaks, and what the log holds behind the position that the
 * device knew. The look at the log, the speaker and the conversation are asked for side by side: two calls deep in
 * all, one when warm. Throws `NOT_FOUND` for a stranger, whatever the log holds.
 */
export async function beginning(
  request: Request,
  context: ActionContext,
): Promise<{ readonly draft: Omit<Draft, 'body'>; readonly ahead: Ahead }> {
  const conversation = request.conversation as ConversationId
  const looking = aheadOf(context, conversation, request.after)
  looking.catch(() => {}) // a stranger is refused without waiting for what the log holds
  const [{ user, device }] = await Promise.all([context.speaker(), context.known.at(conversation, 0)])
  await mustHear(context, conversation, user)
  const draft = { conversation, from: user, device, clientId: request.clientId as ClientId }
  return { draft, ahead: await looking }
}

export function ackOf({ seq, n, at, expires }: Entry) {
  return { seq, n, at, ...(expires !== undefined && { expires }) }
}
