import { type Amending, deleting } from '../conversation/amend.ts'
import { append } from '../conversation/append.ts'
import type { Action } from './action.ts'
import { ackOf, beginning } from './appending.ts'

/** Deletes a message for everyone. Long texts and files go with the stream: see `forgetDeleted`. */
export const deletion: Action<'delete'> = async (request, context) => {
  const { draft, ahead } = await beginning(request, context)
  const wanted: Amending<'deletion'> = { ...draft, body: { kind: 'deletion', target: request.target } }
  return ackOf(await append(context, wanted, ahead, deleting(context, wanted)))
}
