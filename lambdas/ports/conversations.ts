import type { Conversation, ConversationId, Span, UserId } from '@parley/domain'

/** Conversations themselves: members, settings, pins; as the `change` entries of their logs left them. */
export type Conversations = {
  /** Strongly consistent. Undefined for one that never was changed or does not exist. */
  read(conversation: ConversationId): Promise<Conversation | undefined>
  /** The spans of people who once left, for those who did. */
  spansOf(conversation: ConversationId, users: readonly UserId[]): Promise<Map<UserId, readonly Span[]>>
}

/** Invites to groups. Only a hash of the secret is kept. */
export type Invites = {
  /** False if there are as many as there may be that have not expired. */
  add(conversation: ConversationId, invite: Invite, now: number): Promise<boolean>
  /** Those that have not expired, strongly consistent. */
  list(conversation: ConversationId, now: number): Promise<Invite[]>
  /** Whether there was one. */
  remove(conversation: ConversationId, hash: string): Promise<boolean>
}

export type Invite = {
  readonly hash: string
  readonly by: UserId
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}
