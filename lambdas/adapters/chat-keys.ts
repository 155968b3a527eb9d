import type { ConnectionId, ConversationId, DeviceId, MediaId, UserId } from '@parley/domain'
import { type Item, toItem } from './dynamo.ts'

/** The keys of the Chat table; nobody else spells them. docs/architecture.md lists what each item holds. */
export const key = {
  profile: (user: UserId) => item(`U#${user}`, 'PROFILE'),
  handle: (handle: string) => item(`H#${handle}`, 'HANDLE'),
  sockets: (user: UserId) => item(`U#${user}`, 'SOCKETS'),
  device: (user: UserId, device: DeviceId) => item(`U#${user}`, `D#${device}`),
  socket: (connection: ConnectionId) => item(`C#${connection}`, 'SOCKET'),
  inbox: (user: UserId, conversation: ConversationId) => item(`U#${user}`, `${INBOX}${conversation}`),
  conversation: (conversation: ConversationId) => item(`V#${conversation}`, 'STATE'),
  invites: (conversation: ConversationId) => item(`V#${conversation}`, 'INVITES'),
  spans: (user: UserId, conversation: ConversationId) => item(`U#${user}`, `S#${conversation}`),
  mark: (user: UserId, conversation: ConversationId, seq: number) =>
    item(`U#${user}`, `${marksOf(conversation)}${String(seq).padStart(16, '0')}`),
  contact: (user: UserId, contact: UserId) => item(`U#${user}`, `${CONTACT}${contact}`),
  /** How many contacts a person has. */
  contacts: (user: UserId) => item(`U#${user}`, 'CONTACTS'),
  settings: (user: UserId) => item(`U#${user}`, SETTINGS),
  push: (user: UserId, device: DeviceId) => item(`U#${user}`, `${PUSH}${device}`),
  pushClaim: (hash: string) => item(`T#${hash}`, 'TOKEN'),
  pushed: (user: UserId, device: DeviceId, conversation: ConversationId) =>
    item(`U#${user}`, `N#${device}#${conversation}`),
  media: (media: MediaId) => item(`${MEDIA}${media}`, 'MEDIA'),
  presence: (user: UserId) => item(`U#${user}`, PRESENCE),
  /** Somebody's socket hears when this person comes online and goes. */
  watcher: (user: UserId, connection: ConnectionId) => item(`W#${user}`, connection),
  /** Of whom a socket hears. */
  watching: (connection: ConnectionId) => item(`C#${connection}`, 'WATCHING'),
  pace: (of: string) => item(`P#${of}`, 'PACE'),
}

export const MEDIA = 'F#'
export const INBOX = 'I#'
export const DEVICE = 'D#'
export const PUSH = 'E#'
export const CONTACT = 'K#'
export const SETTINGS = 'SETTINGS'
export const PRESENCE = 'PRESENCE'

/** What the sort keys of a person's marks in one conversation begin with; they sort by position. */
export function marksOf(conversation: ConversationId): string {
  return `M#${conversation}#`
}

export function userOf(pk: string): UserId {
  return pk.slice(2) as UserId
}

function item(pk: string, sk: string): Item {
  return toItem({ pk, sk })
}
