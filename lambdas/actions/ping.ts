import { Refusal } from '@parley/protocol'
import { logFault } from '../edge/log-fault.ts'
import type { Action, ActionContext } from './action.ts'

/**
 * Keeps the socket alive, and tells a device whose posts failed that it should sync. In use, it is the heartbeat of
 * its user's presence; a fault in that costs nobody the socket, and is mended by one of the next.
 */
export const ping: Action<'ping'> = async ({ active }, context) => {
  const missed = await context.sockets.takeMissed(context.connection)
  if (missed === undefined) throw new Refusal('UNAUTHENTICATED')
  if (active) await beat(context).catch(logFault)
  return { at: context.now(), resync: missed }
}

async function beat({ speaker, presences, looks, now }: ActionContext): Promise<void> {
  const { user } = await speaker()
  const at = now()
  const { look } = await presences.beat(user, at)
  if (look !== undefined) await looks.send([{ user, at: look }], at)
}
