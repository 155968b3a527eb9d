import type { ActionName, AnyRequest } from '@parley/protocol'
import type { Action, ActionContext } from './action.ts'
import { deletion } from './delete.ts'
import { edit } from './edit.ts'
import { pin } from './pin.ts'
import { ping } from './ping.ts'
import { react } from './react.ts'
import { receipt } from './receipt.ts'
import { send } from './send.ts'
import { typing } from './typing.ts'
import { watch } from './watch.ts'

/** Every action of the wire table has its handler here: a missing one does not compile. */
const actions: { [Name in ActionName]: Action<Name> } = {
  delete: deletion,
  edit,
  pin,
  ping,
  react,
  receipt,
  send,
  typing,
  watch,
}

/** Does what a frame asks, and returns the reply. */
export function perform(request: AnyRequest, context: ActionContext): Promise<object> {
  const action = actions[request.action] as (request: AnyRequest, context: ActionContext) => Promise<object>
  return action(request, context)
}
