import { type Amending, editing } from '../conversation/amend.ts'
import { append } from '../conversation/append.ts'
import { inlineText } from '../conversation/text-body.ts'
import type { Action } from './action.ts'
import { ackOf, beginning } from './appending.ts'

/** Replaces the text of an own message by one that a frame can carry; that beside a file may be taken away. */
export const edit: Action<'edit'> = async (request, context) => {
  const content = inlineText(request.text, true)
  const { draft, ahead } = await beginning(request, context)
  const wanted: Amending<'edit'> = { ...draft, body: { kind: 'edit', target: request.target, content } }
  return ackOf(await append(context, wanted, ahead, editing(context, wanted)))
}
