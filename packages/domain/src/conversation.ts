import type { Change, ConversationSettings, HistoryRule, Role } from './change.ts'
import type { ConversationId, UserId } from './ids.ts'
import { isPresent, lastHeard, type Member, membersOfDirect } from './membership.ts'

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

export const MAX_PINS = 50

/** A direct conversation of which nothing was ever changed; undefined if the id is not one. */
export function directConversation(id: ConversationId): Conversation | undefined {
  const members = membersOfDirect(id)
  return members && { ...blank(id), members: new Map(members.map((member) => [member.user, member])) }
}

export function present(conversation: Conversation): Member[] {
  return [...conversation.members.values()].filter(isPresent)
}

/** Why a change is refused: it may not be made by this person, has no object, or there are too many of something. */
export type ChangeFault = 'forbidden' | 'not-found' | 'too-many'

/** Limits that a deployment sets. */
export type GroupLimits = {
  /** The most members of a group. */
  readonly members: number
  /** The most members who each get an inbox row for every message; a group beyond is `large`. */
  readonly small: number
}

/**
 * Why this person may not make this change now; undefined if it may. Joining is for whoever holds an invite:
 * that the caller has checked.
 */
export function changeFault(
  conversation: Conversation,
  by: UserId,
  change: Change,
  limits: GroupLimits,
): ChangeFault | undefined {
  const role = roleOf(conversation, by)
  const isGroup = !membersOfDirect(conversation.id)
  switch (change.type) {
    case 'created':
      return change.members.length > limits.members ? 'too-many' : undefined
    case 'joined':
      return !isGroup ? 'forbidden' : roomFor(conversation, [by], limits)
    case 'added':
      if (!isGroup || !leads(role)) return 'forbidden'
      return roomFor(conversation, change.users, limits)
    case 'removed':
      if (!isGroup || !leads(role)) return 'forbidden'
      if (!isIn(conversation, change.user)) return 'not-found'
      return outranks(role, roleOf(conversation, change.user)) ? undefined : 'forbidden'
    case 'left':
      return isGroup && role ? undefined : 'forbidden'
    case 'role':
      if (!isGroup) return 'forbidden'
      if (!isIn(conversation, change.user)) return 'not-found'
      if (change.user === by || !leads(role)) return 'forbidden'
      if (change.role === 'owner' || roleOf(conversation, change.user) !== 'member') {
        return role === 'owner' ? undefined : 'forbidden'
      }
      return undefined
    case 'settings':
      if (!role) return 'forbidden'
      if (isGroup) return leads(role) ? undefined : 'forbidden'
      return Object.keys(change.settings).every((name) => name === 'disappearAfter') ? undefined : 'forbidden'
    case 'pinned':
      if (!role || (isGroup && !leads(role))) return 'forbidden'
      return conversation.pins.length >= MAX_PINS && !conversation.pins.includes(change.target)
        ? 'too-many'
        : undefined
    case 'unpinned':
      return role && (!isGroup || leads(role)) ? undefined : 'forbidden'
  }
}

/** The change as it is to be written: without what is so already, with who inherits a group; undefined if nothing is left of it. */
export function neededChange(conversation: Conversation, by: UserId, change: Change): Change | undefined {
  switch (change.type) {
    case 'created':
      return conversation.version === 0 ? change : undefined
    case 'joined':
      return isIn(conversation, by) ? undefined : change
    case 'added': {
      const users = [...new Set(change.users)].filter((user) => !isIn(conversation, user))
      return users.length > 0 ? { type: 'added', users } : undefined
    }
    case 'removed':
      return isIn(conversation, change.user) ? change : undefined
    case 'left': {
      if (!isIn(conversation, by)) return undefined
      const owner = roleOf(conversation, by) === 'owner' ? heirOf(conversation, by) : undefined
      return owner ? { type: 'left', owner } : { type: 'left' }
    }
    case 'role':
      return roleOf(conversation, change.user) === change.role ? undefined : change
    case 'settings': {
      const wanted = Object.entries(change.settings) as [keyof ConversationSettings, never][]
      const news = wanted.filter(([name, value]) => conversation[name] !== value)
      return news.length > 0 ? { type: 'settings', settings: Object.fromEntries(news) } : undefined
    }
    case 'pinned':
      return conversation.pins.includes(change.target) ? undefined : change
    case 'unpinned':
      return conversation.pins.includes(change.target) ? change : undefined
  }
}

/**
 * The conversation after a change at position `seq`. `former` are the spans that people who come (back) in
 * once had. Total: a change that was written is taken as it stands.
 */
export function withChange(
  before: Conversation | undefined,
  { id, seq, by, change }: { id: ConversationId; seq: number; by: UserId; change: Change },
  limits: GroupLimits,
  former: ReadonlyMap<UserId, readonly Member['spans'][number][]> = new Map(),
): Conversation {
  const now: Conversation = { ...(before ?? blank(id)), version: seq }
  switch (change.type) {
    case 'created': {
      const members = new Map<UserId, Member>(
        [by, ...change.members].map((user) => [
          user,
          arrival(user, seq, user === by ? 'owner' : 'member', 0),
        ]),
      )
      return sized({ ...now, members, title: change.title, history: change.history }, limits)
    }
    case 'added':
      return sized(withArrivals(now, change.users, seq, former), limits)
    case 'joined':
      return sized(withArrivals(now, [by], seq, former), limits)
    case 'removed':
      return withDeparture(now, change.user, seq)
    case 'left': {
      const left = withDeparture(now, by, seq)
      return change.owner ? withRole(left, change.owner, 'owner') : left
    }
    case 'role': {
      const given = withRole(now, change.user, change.role)
      return change.role === 'owner' ? withRole(given, by, 'admin') : given
    }
    case 'settings':
      return { ...now, ...change.settings }
    case 'pinned':
      return { ...now, pins: [...now.pins.filter((pin) => pin !== change.target), change.target] }
    case 'unpinned':
      return { ...now, pins: now.pins.filter((pin) => pin !== change.target) }
  }
}

/** Who inherits a group: of the admins, or else of all, the one who has been in it longest. */
export function heirOf(conversation: Conversation, leaving: UserId): UserId | undefined {
  const others = present(conversation).filter(({ user }) => user !== leaving)
  const admins = others.filter(({ role }) => role === 'admin')
  const eldest = (admins.length > 0 ? admins : others).sort(
    (a, b) => a.since - b.since || (a.user < b.user ? -1 : 1),
  )
  return eldest[0]?.user
}

export function roleOf(conversation: Conversation, user: UserId): Role | undefined {
  const member = conversation.members.get(user)
  return member && isPresent(member) ? member.role : undefined
}

/** Forgets those who left at or before a position: their spans are kept elsewhere. */
export function withoutFormer(conversation: Conversation, upTo: number): Conversation {
  const kept = [...conversation.members].filter(([, member]) => (lastHeard(member) ?? Infinity) > upTo)
  return kept.length === conversation.members.size
    ? conversation
    : { ...conversation, members: new Map(kept) }
}

function blank(id: ConversationId): Conversation {
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

function isIn(conversation: Conversation, user: UserId): boolean {
  return roleOf(conversation, user) !== undefined
}

function leads(role: Role | undefined): boolean {
  return role === 'owner' || role === 'admin'
}

/** The owner may remove anybody, an admin members only. */
function outranks(role: Role | undefined, other: Role | undefined): boolean {
  return role === 'owner' ? other !== 'owner' : role === 'admin' && other === 'member'
}

function roomFor(
  conversation: Conversation,
  users: readonly UserId[],
  limits: GroupLimits,
): ChangeFault | undefined {
  const news = new Set(users.filter((user) => !isIn(conversation, user)))
  return present(conversation).length + news.size > limits.members ? 'too-many' : undefined
}

function arrival(user: UserId, seq: number, role: Role, after: number, former: Member['spans'] = []): Member {
  // What was heard once stays; a new span that begins before it takes it in.
  const earlier = former.filter((span) => span.after < after && (span.until ?? 0) <= after)
  return { user, role, since: seq, spans: [...earlier, { after }] }
}

function withArrivals(
  conversation: Conversation,
  users: readonly UserId[],
  seq: number,
  former: ReadonlyMap<UserId, Member['spans']>,
): Conversation {
  const members = new Map(conversation.members)
  for (const user of users) {
    const after = conversation.history === 'all' ? 0 : seq - 1
    const spans = conversation.members.get(user)?.spans ?? former.get(user)
    members.set(user, arrival(user, seq, 'member', after, spans))
  }
  return { ...conversation, members }
}

function withDeparture(conversation: Conversation, user: UserId, seq: number): Conversation {
  const member = conversation.members.get(user)
  if (!member) return conversation
  const spans = member.spans.map((span) => (span.until === undefined ? { ...span, until: seq } : span))
  return withMember(conversation, { ...member, role: 'member', spans })
}

function withRole(conversation: Conversation, user: UserId, role: Role): Conversation {
  const member = conversation.members.get(user)
  return member ? withMember(conversation, { ...member, role }) : conversation
}

function withMember(conversation: Conversation, member: Member): Conversation {
  return { ...conversation, members: new Map(conversation.members).set(member.user, member) }
}

function sized(conversation: Conversation, limits: GroupLimits): Conversation {
  return present(conversation).length > limits.small ? { ...conversation, large: true } : conversation
}
