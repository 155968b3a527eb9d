import { type Amending, reacting } from '../conversation/amend.ts'
import { append } from '../conversation/append.ts'
import type { Action } from './action.ts'
import { ackOf, beginning } from './appending.ts'

/** Reacts to a message, or takes the reaction back. */
export const react: Action<'react'> = async (request, context) => {
  const { draft, ahead } = await beginning(request, context)
  const wanted: Amending<'reaction'> = {
    ...draft,
    body: { kind: 'reaction', target: request.target, emoji: request.emoji ?? null },
  }
  return ackOf(await append(context, wanted, ahead, reacting(context, wanted)))
}
