import { Refusal } from '@parley/protocol'
import type { Action } from './action.ts'

/** Keeps the socket alive, and tells a device whose posts failed that it should sync. */
export const ping: Action<'ping'> = async (_request, { sockets, connection, now }) => {
  const missed = await sockets.takeMissed(connection)
  if (missed === undefined) throw new Refusal('UNAUTHENTICATED')
  return { at: now(), resync: missed }
}
