import type { DeviceId } from '@parley/domain'
import { Refusal, TICKET_LIFE_MS } from '@parley/protocol'
import { hashOf, newSecret, ticketFor } from '../identity.ts'
import type { Operation } from './operation.ts'

/** A ticket for one socket of one device. The answer is the only place where its secret stands. */
export const createTicket: Operation<'createTicket'> = async ({ body }, { user, profiles, sockets, now }) => {
  const device = { user, device: body.device as DeviceId }
  if ((await profiles.of([user])).length === 0) throw new Refusal('NO_PROFILE')
  if (!(await profiles.admitDevice(device, body.deviceName, now()))) throw new Refusal('TOO_MANY_DEVICES')
  const secret = newSecret()
  const expiresAt = now() + TICKET_LIFE_MS
  await sockets.issue({ ...device, hash: hashOf(secret), expiresAt })
  return { ticket: ticketFor(device, secret), expiresAt }
}
