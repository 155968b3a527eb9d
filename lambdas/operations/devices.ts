import type { ConnectionId, DeviceId } from '@parley/domain'
import { type EventPayload, Refusal } from '@parley/protocol'
import type { Post } from '../ports.ts'
import type { Operation } from './operation.ts'

/** A device is online while it has a socket that the server takes for live. */
export const listDevices: Operation<'listDevices'> = async (_input, { user, profiles, sockets }) => {
  const [devices, live] = await Promise.all([profiles.devices(user), sockets.liveOf([user])])
  const online = new Set(live.map(({ device }) => device))
  return { devices: devices.map((one) => ({ ...one, online: online.has(one.device) })) }
}

/**
 * Signs a device out. Its socket is closed before the device is forgotten, so that whoever repeats a sign-out that
 * died finds what there is left to do; and what it opened meanwhile is closed after that.
 */
export const removeDevice: Operation<'removeDevice'> = async ({ path }, context) => {
  const { user, profiles, sockets, post, now } = context
  const device = { user, device: path.device as DeviceId }
  const [known, live] = await Promise.all([profiles.devices(user), sockets.liveOf([user])])
  if (!known.some((one) => one.device === device.device)) throw new Refusal('NOT_FOUND')
  const open = live.filter((socket) => socket.device === device.device)
  await Promise.all(open.map(({ connection }) => signOut(post, connection)))
  const latest = await sockets.banish(device, now())
  if (latest) await signOut(post, latest)
  await profiles.removeDevice(device)
  return {}
}

/** Tells a socket why it ends, and ends it. One that is gone is what was wanted. */
async function signOut(post: Post, connection: ConnectionId): Promise<void> {
  const closing: EventPayload<'closing'> = { event: 'closing', reason: 'signed-out' }
  await post.send(connection, JSON.stringify(closing)).catch(() => {})
  await post.close(connection)
}
