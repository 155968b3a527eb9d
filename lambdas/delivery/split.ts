import type { Conversation, Entry, Member } from '@parley/domain'
import type { Part } from '../ports.ts'
import { epochOf } from './parcel.ts'

/** What one invocation brings to sockets within seconds: three reads of 100 sockets items, and as many posts as people listen. */
export const MEMBERS_PER_PART = 250

/** The parts in which new entries go to the members of a large conversation, those who have left included. */
export function partsOf(entries: readonly Entry[], state: Conversation): Part[] {
  const ids = [...state.members.keys()].sort()
  const ends: (typeof ids)[number][] = ids.filter((_, index) => (index + 1) % MEMBERS_PER_PART === 0)
  if (ends.length * MEMBERS_PER_PART === ids.length) ends.pop()
  return [undefined, ...ends].map((after, index) => ({
    conversation: state.id,
    first: entries[0]!.seq,
    last: entries.at(-1)!.seq,
    epoch: epochOf(entries),
    ...(after === undefined ? {} : { after }),
    ...(ends[index] === undefined ? {} : { upTo: ends[index] }),
  }))
}

/** The members that a part is for. */
export function membersIn({ after, upTo }: Part, { members }: Conversation): Member[] {
  return [...members.values()].filter(
    ({ user }) => (after === undefined || user > after) && (upTo === undefined || user <= upTo),
  )
}
