/** Ids are branded strings: one noun cannot be passed where another is meant. */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** 25 characters of base 36 (128 bits), derived from the identity provider's subject. */
export type UserId = Branded<'UserId'>
/** Chosen by the device, 8 to 32 of `A-Z a-z 0-9 _ -`; unique within its user. */
export type DeviceId = Branded<'DeviceId'>
/** `dm_<a>_<b>` with both user ids sorted, so that its members are in its id; or `gr_<25 of base 36>` for a group. */
export type ConversationId = Branded<'ConversationId'>
/** Chosen by the sending device, once per message: a retry is recognised by it. */
export type ClientId = Branded<'ClientId'>
/** API Gateway's id of one live socket. */
export type ConnectionId = Branded<'ConnectionId'>

export const USER_ID = /^[0-9a-z]{25}$/
export const DEVICE_ID = /^[A-Za-z0-9_-]{8,32}$/
export const CLIENT_ID = /^[A-Za-z0-9_-]{8,32}$/
export const DIRECT_ID = /^dm_([0-9a-z]{25})_([0-9a-z]{25})$/
export const GROUP_ID = /^gr_[0-9a-z]{25}$/

/** The device of entries that the server writes for a person: none of its own, so all of them hear of it. */
export const SERVER_DEVICE = 'parley-server' as DeviceId

/** The id of the conversation between two people; the same whoever asks. One with oneself has the id twice. */
export function directId(a: UserId, b: UserId): ConversationId {
  return (a < b ? `dm_${a}_${b}` : `dm_${b}_${a}`) as ConversationId
}

/** The two members of a direct conversation, or undefined for any other or a malformed id. */
export function directMembers(conversation: string): readonly [UserId, UserId] | undefined {
  const match = DIRECT_ID.exec(conversation)
  if (!match || match[1]! > match[2]!) return undefined
  return [match[1] as UserId, match[2] as UserId]
}
