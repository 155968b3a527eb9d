import type { HistoryRule, Role } from './change.ts'
import type { ConversationId, UserId } from './ids.ts'
import { isPresent, lastHeard, type Member, membersOfDirect, type Span } from './membership.ts'

/**
 * A conversation itself: who is in it and how it is set. It is what its `change` entries add up to, and
 * `version` is the position of the last of them: the state that belongs to a log entry is the one whose
 * version is that entry's `epoch`.
 */
export type Conversation = {
  readonly id: ConversationId
  readonly version: number
  /** Present members, and those who left so lately that entries of their span may still be on the way. */
  readonly members: ReadonlyMap<UserId, Member>
  readonly title: string
  readonly description: string
  readonly picture: string
  readonly history: HistoryRule
  /** Seconds; 0 for never. */
  readonly disappearAfter: number
  /** Positions of pinned messages, the latest pinned last. */
  readonly pins: readonly number[]
  /** Whether it has ever had more members than are each told of every message in their inbox; never taken back. */
  readonly large: boolean
}

/** What a conversation is before anything was changed in it. */
export function untouched(id: ConversationId): Conversation {
  return {
    id,
    version: 0,
    members: new Map(),
    title: '',
    description: '',
    picture: '',
    history: 'joined',
    disappearAfter: 0,
    pins: [],
    large: false,
  }
}

/** A direct conversation of which nothing was ever changed; undefined if the id is not one. */
export function directConversation(id: ConversationId): Conversation | undefined {
  const members = membersOfDirect(id)
  return members && { ...untouched(id), members: new Map(members.map((member) => [member.user, member])) }
}

export function isDirect({ id }: Conversation): boolean {
  return id.startsWith('dm_')
}

export function present(conversation: Conversation): Member[] {
  return [...conversation.members.values()].filter(isPresent)
}

/** The role of a present member; undefined for everybody else. */
export function roleOf(conversation: Conversation, user: UserId): Role | undefined {
  const member = conversation.members.get(user)
  return member && isPresent(member) ? member.role : undefined
}

/** Who inherits a group: of the admins, or else of all, the one who has been in it longest. */
export function heirOf(conversation: Conversation, leaving: UserId): UserId | undefined {
  const others = present(conversation).filter(({ user }) => user !== leaving)
  const admins = others.filter(({ role }) => role === 'admin')
  const [eldest] = (admins.length > 0 ? admins : others).sort(
    (a, b) => a.since - b.since || (a.user < b.user ? -1 : 1),
  )
  return eldest?.user
}

/** People come in by the entry at `seq`. `former` are the spans that those among them once had. */
export function withArrivals(
  conversation: Conversation,
  users: readonly UserId[],
  seq: number,
  former: ReadonlyMap<UserId, readonly Span[]>,
): Conversation {
  const after = conversation.history === 'all' ? 0 : seq - 1
  const arrivals = users.map((user): Member => {
    const spans = conversation.members.get(user)?.spans ?? former.get(user) ?? []
    // What was heard once stays; a new span that begins before it takes it in.
    const earlier = spans.filter(({ until = 0 }) => until <= after)
    return { user, role: 'member', since: seq, spans: [...earlier, { after }] }
  })
  return withMembers(conversation, arrivals)
}

/** Somebody's span ends with the entry at `seq`, which it still hears. */
export function withDeparture(conversation: Conversation, user: UserId, seq: number): Conversation {
  const member = conversation.members.get(user)
  if (!member) return conversation
  const spans = member.spans.map((span) => (span.until === undefined ? { ...span, until: seq } : span))
  return withMembers(conversation, [{ ...member, role: 'member', spans }])
}

export function withRole(conversation: Conversation, user: UserId, role: Role): Conversation {
  const member = conversation.members.get(user)
  return member ? withMembers(conversation, [{ ...member, role }]) : conversation
}

/** Forgets those who left at or before a position: their spans are kept elsewhere. */
export function withoutFormer(conversation: Conversation, upTo: number): Conversation {
  const kept = [...conversation.members].filter(
    ([, member]) => (lastHeard(member) ?? Number.POSITIVE_INFINITY) > upTo,
  )
  return kept.length === conversation.members.size
    ? conversation
    : { ...conversation, members: new Map(kept) }
}

function withMembers(conversation: Conversation, changed: readonly Member[]): Conversation {
  const members = new Map(conversation.members)
  for (const member of changed) members.set(member.user, member)
  return { ...conversation, members }
}
