import type { Role } from './change.ts'
import type { ConversationId, UserId } from './ids.ts'
import { directMembers } from './ids.ts'

/** A stretch of a log: after position `after`, up to and including `until`, or without end. */
export type Span = { readonly after: number; readonly until?: number }

/** Somebody who is or was in a conversation, and what of its log it may hear. */
export type Member = {
  readonly user: UserId
  readonly role: Role
  /** Position of the entry by which it came in the last time; 0 in a direct conversation. */
  readonly since: number
  /** In order, none touching the next. The last one has no end exactly as long as this is a member. */
  readonly spans: readonly Span[]
}

export function within({ after, until }: Span, seq: number): boolean {
  return seq > after && seq <= (until ?? Number.POSITIVE_INFINITY)
}

/** P4: a member gets everything of its spans, its own removal included, and nothing outside them. */
export function mayHear(member: Member, seq: number): boolean {
  return member.spans.some((span) => within(span, seq))
}

/** Whether these stretches keep a position from a reader who has blocked the other side: what is its own is never hidden. */
export function isHiddenBy(
  hidden: readonly Span[],
  { seq, isOwn }: { readonly seq: number; readonly isOwn: boolean },
): boolean {
  return !isOwn && hidden.some((span) => within(span, seq))
}

/** Whether the last of these stretches goes on: whoever has them is a member now, or blocks now. False for none. */
export function isOpen(spans: readonly Span[]): boolean {
  const last = spans.at(-1)
  return last !== undefined && last.until === undefined
}

/** Only who is a member now may speak; one that was removed keeps what it heard. */
export function isPresent({ spans }: Member): boolean {
  return isOpen(spans)
}

/** The end of what a member may ever hear as things stand; undefined while it is one. */
export function lastHeard({ spans }: Member): number | undefined {
  return spans.at(-1)?.until
}

/** The first position behind `seq` that a member may hear; undefined if there is none and will be none. */
export function firstHeardAfter({ spans }: Member, seq: number): number | undefined {
  for (const { after, until } of spans) {
    const first = Math.max(seq, after) + 1
    if (first <= (until ?? Number.POSITIVE_INFINITY)) return first
  }
  return undefined
}

/** The members of a direct conversation, who hear all of it; undefined if the id is not one. */
export function membersOfDirect(conversation: ConversationId): readonly Member[] | undefined {
  const pair = directMembers(conversation)
  return pair && [...new Set(pair)].map((user) => ({ user, role: 'member', since: 0, spans: [{ after: 0 }] }))
}
