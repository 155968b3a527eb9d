import type { Draft } from '@parley/domain'
import { append } from '../conversation/append.ts'
import { changing } from '../conversation/changed.ts'
import type { Action } from './action.ts'
import { ackOf, beginning } from './appending.ts'

/** Pins a message for everyone, or unpins it. */
export const pin: Action<'pin'> = async (request, context) => {
  const { draft, ahead } = await beginning(request, context)
  const change = { type: request.pinned ? 'pinned' : 'unpinned', target: request.target } as const
  const wanted: Draft = { ...draft, body: { kind: 'change', change } }
  return ackOf(await append(context, wanted, ahead, changing(context, wanted, change)))
}
