import type { ClientId, ConversationId, DeviceId } from '@parley/domain'
import { HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX, type OperationBody, Refusal } from '@parley/protocol'
import { ackOf } from '../actions/appending.ts'
import { type Amending, editing } from '../conversation/amend.ts'
import { aheadOf, append, type Compose } from '../conversation/append.ts'
import { type Asked, textKeyOf } from '../conversation/digest.ts'
import { mustHear } from '../conversation/membership.ts'
import { messageBody } from '../conversation/message-body.ts'
import { messageNow } from '../conversation/message-now.ts'
import { pageFor } from '../conversation/page.ts'
import { textBody } from '../conversation/text-body.ts'
import { wireEntry } from '../conversation/wire-entry.ts'
import { type Written, writing } from '../conversation/write.ts'
import type { Operation, OperationContext } from './operation.ts'

/**
 * Appends a text of any allowed length, or an edit by one. A long one is stored once it is sure that it may be
 * written, and before it is: an entry never points at nothing.
 */
export const sendLong: Operation<'sendLong'> = async ({ path, body }, context) => {
  const conversation = path.conversation as ConversationId
  const { request, compose } = judged(conversation, body, context)
  await mustHear(context, conversation, context.user)
  const ahead = await aheadOf(context, conversation, body.after)
  const entry = await append(context, request, ahead, async (tail, at) => {
    const composed = await compose(tail, at)
    // The same key again for each lost place, unless the conversation has been set to forget since.
    if (isLong(request)) await context.texts.put(textKeyOf({ ...composed.draft, at }), body.text)
    return composed
  })
  return ackOf(entry)
}

/** A page of history, and where the log ends for this reader. */
export const listEntries: Operation<'listEntries'> = async ({ path, query }, context) => {
  if (query.before !== undefined && query.after !== undefined) {
    throw new Refusal('BAD_REQUEST', 'before and after: only one of them')
  }
  const limit = Math.min(query.limit ?? HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX)
  const page = await pageFor(context, path.conversation as ConversationId, { ...query, limit })
  return { ...page, entries: page.entries.map(wireEntry) }
}

/** What a message says in full as this person may know it, or what an edit made it say. */
export const getText: Operation<'getText'> = async ({ path }, context) => {
  const { user, texts } = context
  const { version, source } = await messageNow(context, path.conversation as ConversationId, path.seq, user)
  const said = source?.body.kind === 'edit' ? source.body.content : version.body
  if (said.kind === 'text') return { text: said.text }
  if (said.kind !== 'long-text' || !source) throw new Refusal('NOT_FOUND')
  return { text: await texts.get(textKeyOf(source)) }
}

function judged(
  conversation: ConversationId,
  { device, clientId, text, target, ...about }: OperationBody<'sendLong'>,
  context: OperationContext,
): { readonly request: Asked; readonly compose: Compose } {
  const content = textBody(text, target !== undefined || about.media !== undefined)
  const draft = {
    conversation,
    from: context.user,
    device: device as DeviceId,
    clientId: clientId as ClientId,
  }
  if (target !== undefined) {
    const edit: Amending<'edit'> = { ...draft, body: { kind: 'edit', target, content } }
    return { request: edit, compose: editing(context, edit) }
  }
  const written: Written = { ...draft, body: messageBody(content, about) }
  return { request: written, compose: writing(context, written) }
}

function isLong({ body }: Asked): boolean {
  return body.kind === 'long-text' || (body.kind === 'edit' && body.content.kind === 'long-text')
}
