import { createHash, randomBytes } from 'node:crypto'
import type { DeviceId, UserId } from '@parley/domain'
import { DEVICE_ID, USER_ID } from '@parley/domain'
import type { Speaker } from './ports.ts'

/** The user behind an identity provider's subject: 128 bits of its SHA-256, in base 36. */
export function userOfSubject(subject: string): UserId {
  const bits = createHash('sha256').update(subject).digest('hex').slice(0, 32)
  return BigInt(`0x${bits}`).toString(36).padStart(25, '0') as UserId
}

/** A new ticket's secret: 192 random bits. */
export function newSecret(): string {
  return randomBytes(24).toString('base64url')
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** The ticket as its device carries it: whom it is for, and the secret. */
export function ticketFor({ user, device }: Speaker, secret: string): string {
  return `${user}.${device}.${secret}`
}

/** Takes a ticket apart; undefined for what cannot be one. */
export function readTicket(ticket: string | undefined): (Speaker & { hash: string }) | undefined {
  const [user = '', device = '', secret = '', ...rest] = (ticket ?? '').split('.')
  if (rest.length > 0 || !USER_ID.test(user) || !DEVICE_ID.test(device) || secret.length !== 32)
    return undefined
  return { user: user as UserId, device: device as DeviceId, hash: hashOf(secret) }
}
