import type { DeviceId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { forgetPush } from '../push/forget-push.ts'
import type { Operation } from './operation.ts'

/**
 * Where to push to a device. The service has it before the table does, so what is kept can be pushed to; the same again
 * refreshes it, as a device does when it starts.
 */
export const putPush: Operation<'putPush'> = async ({ path, body }, context) => {
  const { user, profiles, pusher, pushEndpoints } = context
  const device = { user, device: path.device as DeviceId }
  const devices = await profiles.devices(user)
  if (!devices.some((one) => one.device === device.device)) throw new Refusal('NOT_FOUND')

  const registration = await pusher.register(body.service, body.token, device)
  if (registration === 'off') return { on: false }
  if (registration === 'bad-token') {
    throw new Refusal('BAD_REQUEST', `That is no token of ${body.service}.`)
  }
  const kept = await pushEndpoints.put({ ...device, service: body.service, ...registration }, body.token)
  // Signed out meanwhile: the address is left to whoever has the token next.
  if (kept === 'unknown') throw new Refusal('NOT_FOUND')
  if (kept.before) await pusher.unregister(kept.before.address)
  return { on: true }
}

export const removePush: Operation<'removePush'> = async ({ path }, context) => {
  await forgetPush(context.user, (device) => device === path.device, context)
  return {}
}
