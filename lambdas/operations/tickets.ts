import type { DeviceId } from '@parley/domain'
import { Refusal, TICKET_LIFE_MS } from '@parley/protocol'
import { hashOf, newSecret, ticketFor } from '../identity.ts'
import type { Operation } from './operation.ts'

/**
 * A ticket for one socket of one device. The answer is the only place where its secret stands. A device that was
 * signed out is refused until its user has signed in on it again.
 */
export const createTicket: Operation<'createTicket'> = async ({ body }, context) => {
  const { user, signedInAt, profiles, sockets, rules, now } = context
  const device = { user, device: body.device as DeviceId }
  const secret = newSecret()
  const expiresAt = now() + TICKET_LIFE_MS
  const ticket = { ...device, hash: hashOf(secret), expiresAt, signedInAt }
  // A device that comes back, which is nearly every one, costs a single write. One that was signed out does not.
  if (!(await sockets.reissue(ticket))) {
    if (await sockets.isBanished(device, signedInAt)) throw new Refusal('UNAUTHENTICATED', 'device')
    const [me] = await profiles.of([user])
    if (!me || me.deleted) throw new Refusal('NO_PROFILE')
    if (!(await profiles.admitDevice(device, body.deviceName, now()))) throw new Refusal('TOO_MANY_DEVICES')
    if (!(await sockets.issue(ticket))) throw new Refusal('UNAUTHENTICATED', 'device')
  }
  const { heartbeat, timeout } = rules.presence
  return { ticket: ticketFor(device, secret), expiresAt, presence: { heartbeat, timeout } }
}
