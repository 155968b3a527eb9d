import type { ConversationId, UserId } from './ids.ts'
import { directMembers } from './ids.ts'

/** A member and the span of the log it may hear: after position `after`, up to and including `until`. */
export type Member = {
  readonly user: UserId
  readonly after: number
  /** Position of the entry that removed it; absent while it is a member. */
  readonly until?: number
}

/** P4: a member gets everything of its span, its own removal included, and nothing outside it. */
export function mayHear(member: Member, seq: number): boolean {
  return seq > member.after && seq <= (member.until ?? Number.POSITIVE_INFINITY)
}

/** Only who is a member now may speak; one that was removed keeps what it heard. */
export function maySpeak(member: Member): boolean {
  return member.until === undefined
}

/** The members of a direct conversation, who hear all of it; undefined if the id is not one. */
export function membersOfDirect(conversation: ConversationId): readonly Member[] | undefined {
  const pair = directMembers(conversation)
  return pair && [...new Set(pair)].map((user) => ({ user, after: 0 }))
}
