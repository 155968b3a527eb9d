import type { DeviceId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { signOutAll, signOutDevice } from '../sign-out.ts'
import type { Operation } from './operation.ts'

/** A device is online while it has a socket that the server takes for live. */
export const listDevices: Operation<'listDevices'> = async (_input, { user, profiles, sockets }) => {
  const [devices, live] = await Promise.all([profiles.devices(user), sockets.liveOf([user])])
  const online = new Set(live.map(({ device }) => device))
  return { devices: devices.map((one) => ({ ...one, online: online.has(one.device) })) }
}

export const removeDevice: Operation<'removeDevice'> = async ({ path }, context) => {
  const { user, profiles, now } = context
  const device = path.device as DeviceId
  const known = await profiles.devices(user)
  if (!known.some((one) => one.device === device)) throw new Refusal('NOT_FOUND')
  await signOutDevice({ user, device }, now(), context)
  return {}
}

/** Of the device that is kept, the sign-in that it asks by stays good; also if another device went by the same. */
export const signOutEverywhere: Operation<'signOutEverywhere'> = async ({ body }, context) => {
  const { user, signedInAt, now } = context
  const keep = body.keep === undefined ? undefined : { device: body.keep as DeviceId, signedInAt }
  await signOutAll(user, keep, now(), context)
  return {}
}
