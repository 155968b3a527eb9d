import type { Amending } from '../conversation/amend.ts'
import { deleteMessage } from '../conversation/delete-message.ts'
import type { Action } from './action.ts'
import { ackOf, beginning } from './appending.ts'

/** Deletes a message for everyone. */
export const deletion: Action<'delete'> = async (request, context) => {
  const { draft, ahead } = await beginning(request, context)
  const wanted: Amending<'deletion'> = { ...draft, body: { kind: 'deletion', target: request.target } }
  return ackOf(await deleteMessage(context, wanted, ahead))
}
