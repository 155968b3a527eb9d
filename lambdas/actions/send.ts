import { append } from '../conversation/append.ts'
import { messageBody } from '../conversation/message-body.ts'
import { inlineText } from '../conversation/text-body.ts'
import { type Written, writing } from '../conversation/write.ts'
import type { Action } from './action.ts'
import { ackOf, beginning } from './appending.ts'

/** Appends a message that a frame can carry, with the file that it names. */
export const send: Action<'send'> = async (request, context) => {
  const text = inlineText(request.text, request.media !== undefined)
  const { draft, ahead } = await beginning(request, context)
  const written: Written = { ...draft, body: messageBody(text, request) }
  return ackOf(await append(context, written, ahead, writing(context, written)))
}
