import { createHash, randomBytes } from 'node:crypto'
import {
  type ClientId,
  type ConversationId,
  DEVICE_ID,
  type DeviceId,
  GROUP_ID,
  type MediaId,
  USER_ID,
  type UserId,
} from '@parley/domain'
import type { Speaker } from './ports.ts'

/** The user behind an identity provider's subject: 128 bits of its SHA-256, in base 36. */
export function userOfSubject(subject: string): UserId {
  return idOf(subject) as UserId
}

/** The group that a device creates under a client id: whoever repeats that means the same group, and nobody else can. */
export function groupIdOf({ user, device }: Speaker, clientId: ClientId): ConversationId {
  return `gr_${idOf(`${user}.${device}.${clientId}`)}` as ConversationId
}

/** The file that a device announces under a client id; a client id itself holds no dot, so others can be made of it. */
export function mediaIdOf({ user, device }: Speaker, clientId: ClientId): MediaId {
  return idOf(`media ${user}.${device}.${clientId}`) as MediaId
}

function idOf(text: string): string {
  const bits = createHash('sha256').update(text).digest('hex').slice(0, 32)
  return BigInt(`0x${bits}`).toString(36).padStart(25, '0')
}

/** The secret of a new ticket or invite: 192 random bits. */
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

/** An invite as it is passed on: which group it is for, and the secret. */
export function inviteCodeFor(conversation: ConversationId, secret: string): string {
  return `${conversation}.${secret}`
}

/** Takes an invite's code apart; undefined for what cannot be one. */
export function readInviteCode(code: string): { conversation: ConversationId; hash: string } | undefined {
  const [conversation = '', secret = '', ...rest] = code.split('.')
  if (rest.length > 0 || !GROUP_ID.test(conversation) || secret.length !== 32) return undefined
  return { conversation: conversation as ConversationId, hash: hashOf(secret) }
}
