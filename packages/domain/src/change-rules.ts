import type { Change, ConversationSettings, Role } from './change.ts'
import {
  type Conversation,
  heirOf,
  isDirect,
  present,
  roleOf,
  untouched,
  withArrivals,
  withDeparture,
  withRole,
} from './conversation.ts'
import type { ConversationId, UserId } from './ids.ts'
import type { Span } from './membership.ts'

export const MAX_PINS = 50

/** Why a change is refused: it may not be made by this person, it has no object, or there would be too many of something. */
export type ChangeFault = 'forbidden' | 'not-found' | 'too-many'

/** Limits that a deployment sets. */
export type GroupLimits = {
  /** The most members of a group. */
  readonly members: number
  /** The most members who each get an inbox row for every message; a group beyond is `large`. */
  readonly small: number
}

/** A change as it is written: where, and by whom. */
export type Changing<Kind extends Change = Change> = {
  readonly seq: number
  readonly by: UserId
  readonly change: Kind
}

/** What is to be known of one kind of change. */
type Rule<Kind extends Change> = {
  /** Why this person may not make it now; undefined if it may. */
  fault(now: Conversation, by: UserId, change: Kind, limits: GroupLimits): ChangeFault | undefined
  /** It as it is to be written, without what is so already; undefined if nothing is left of it. */
  needed(now: Conversation, by: UserId, change: Kind): Kind | undefined
  /** The conversation after it. Total: what was written is taken as it stands. */
  after(now: Conversation, changing: Changing<Kind>, former: Former): Conversation
}
type Former = ReadonlyMap<UserId, readonly Span[]>

const RULES: { readonly [Type in Change['type']]: Rule<Extract<Change, { type: Type }>> } = {
  created: {
    fault: (_now, _by, { members }, limits) => (members.length >= limits.members ? 'too-many' : undefined),
    needed: (now, by, change) =>
      now.version > 0 ? undefined : { ...change, members: others(change.members, by) },
    after: (now, { seq, by, change }) => {
      const { title, description = '', picture = '', history, members } = change
      // Who is there from the first entry on hears that one too, whatever the rule for later ones.
      const group = withArrivals(
        { ...now, title, description, picture, history },
        [by, ...members],
        seq,
        new Map(),
      )
      return withRole(group, by, 'owner')
    },
  },

  added: {
    fault: (now, by, { users }, limits) => byLeader(now, by) ?? roomFor(now, users, limits),
    needed: (now, _by, { type, users }) => {
      const news = [...new Set(users)].filter((user) => !roleOf(now, user))
      return news.length > 0 ? { type, users: news } : undefined
    },
    after: (now, { seq, change }, former) => withArrivals(now, change.users, seq, former),
  },

  /** Joining is for whoever holds an invite: that the caller has checked. A group that all have left is over. */
  joined: {
    fault: (now, by, _change, limits) => {
      if (isDirect(now)) return 'forbidden'
      return present(now).length === 0 ? 'not-found' : roomFor(now, [by], limits)
    },
    needed: (now, by, change) => (roleOf(now, by) ? undefined : change),
    after: (now, { seq, by }, former) => withArrivals(now, [by], seq, former),
  },

  removed: {
    fault: (now, by, { user }) => byLeader(now, by) ?? byHigherRank(now, by, user),
    needed: (now, _by, change) => (roleOf(now, change.user) ? change : undefined),
    after: (now, { seq, change }) => withDeparture(now, change.user, seq),
  },

  left: {
    fault: (now, by) => (!isDirect(now) && roleOf(now, by) ? undefined : 'forbidden'),
    needed: (now, by, { type }) => {
      const role = roleOf(now, by)
      const owner = role === 'owner' ? heirOf(now, by) : undefined
      return role && (owner ? { type, owner } : { type })
    },
    after: (now, { seq, by, change }) => {
      const left = withDeparture(now, by, seq)
      return change.owner ? withRole(left, change.owner, 'owner') : left
    },
  },

  role: {
    fault: (now, by, { user, role }) => {
      const refused = byLeader(now, by)
      if (refused) return refused
      const was = roleOf(now, user)
      if (!was) return 'not-found'
      if (user === by) return 'forbidden'
      // An admin may make admins; only the owner unmakes them or hands the group over.
      return roleOf(now, by) === 'owner' || (was === 'member' && role !== 'owner') ? undefined : 'forbidden'
    },
    needed: (now, _by, change) => (roleOf(now, change.user) === change.role ? undefined : change),
    after: (now, { by, change: { user, role } }) => {
      const given = withRole(now, user, role)
      return role === 'owner' ? withRole(given, by, 'admin') : given
    },
  },

  settings: {
    fault: (now, by, { settings }) => {
      if (!isDirect(now)) return byLeader(now, by)
      const names = Object.keys(settings)
      return roleOf(now, by) && names.every((name) => name === 'disappearAfter') ? undefined : 'forbidden'
    },
    needed: (now, _by, { type, settings }) => {
      const wanted = Object.entries(settings) as [keyof ConversationSettings, never][]
      const news = wanted.filter(([name, value]) => now[name] !== value)
      return news.length > 0 ? { type, settings: Object.fromEntries(news) } : undefined
    },
    after: (now, { change }) => ({ ...now, ...change.settings }),
  },

  pinned: {
    fault: (now, by, { target }) => {
      const isFull = now.pins.length >= MAX_PINS && !now.pins.includes(target)
      return byPinner(now, by) ?? (isFull ? 'too-many' : undefined)
    },
    needed: (now, _by, change) => (now.pins.includes(change.target) ? undefined : change),
    after: (now, { change }) => ({ ...now, pins: [...without(now.pins, change.target), change.target] }),
  },

  unpinned: {
    fault: byPinner,
    needed: (now, _by, change) => (now.pins.includes(change.target) ? change : undefined),
    after: (now, { change }) => ({ ...now, pins: without(now.pins, change.target) }),
  },
}

/** Why this person may not make this change now; undefined if it may. */
export function changeFault(
  now: Conversation,
  by: UserId,
  change: Change,
  limits: GroupLimits,
): ChangeFault | undefined {
  return ruleOf(change).fault(now, by, change, limits)
}

/** The change as it is to be written: without what is so already, with who inherits a group; undefined if nothing is left of it. */
export function neededChange(now: Conversation, by: UserId, change: Change): Change | undefined {
  return ruleOf(change).needed(now, by, change)
}

/**
 * The conversation after a change, which was judged before. `former` are the spans that people who come in
 * once had and that the conversation no longer knows.
 */
export function withChange(
  before: Conversation | undefined,
  { id, ...changing }: Changing & { readonly id: ConversationId },
  limits: GroupLimits,
  former: Former = new Map(),
): Conversation {
  const after = ruleOf(changing.change).after(before ?? untouched(id), changing, former)
  const large = after.large || present(after).length > limits.small
  return { ...after, version: changing.seq, large }
}

function ruleOf(change: Change): Rule<Change> {
  return RULES[change.type] as Rule<Change>
}

function leads(role: Role | undefined): boolean {
  return role === 'owner' || role === 'admin'
}

/** Owner and admins lead a group; nobody leads a direct conversation. */
function byLeader(now: Conversation, by: UserId): ChangeFault | undefined {
  return !isDirect(now) && leads(roleOf(now, by)) ? undefined : 'forbidden'
}

function byPinner(now: Conversation, by: UserId): ChangeFault | undefined {
  return isDirect(now) && roleOf(now, by) ? undefined : byLeader(now, by)
}

/** The owner may remove anybody but itself, an admin members only. */
function byHigherRank(now: Conversation, by: UserId, user: UserId): ChangeFault | undefined {
  const role = roleOf(now, user)
  if (!role) return 'not-found'
  const mayRemove = roleOf(now, by) === 'owner' ? role !== 'owner' : role === 'member'
  return mayRemove ? undefined : 'forbidden'
}

function roomFor(now: Conversation, users: readonly UserId[], limits: GroupLimits): ChangeFault | undefined {
  const news = new Set(users.filter((user) => !roleOf(now, user)))
  return present(now).length + news.size > limits.members ? 'too-many' : undefined
}

function others(users: readonly UserId[], by: UserId): UserId[] {
  return [...new Set(users)].filter((user) => user !== by)
}

function without(positions: readonly number[], position: number): number[] {
  return positions.filter((other) => other !== position)
}
