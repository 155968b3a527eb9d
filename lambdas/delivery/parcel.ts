import {
  type Conversation,
  type ConversationId,
  type Entry,
  entriesFor,
  isExpired,
  isHiddenBy,
  type Member,
  mayHear,
  type Socket,
  type Span,
  type UserId,
} from '@parley/domain'
import type { AnyEvent } from '@parley/protocol'
import { asFirstSaid } from '../conversation/version.ts'
import { wireEntry } from '../conversation/wire-entry.ts'
import { packFrames } from './pack-frames.ts'

/** What one member hears of a conversation's new entries: in order, never empty. */
export type Parcel = {
  readonly conversation: ConversationId
  readonly user: UserId
  readonly entries: readonly Entry[]
}

/** A parcel for each of these members who may hear any of the entries. Who has left is among them: it hears that it did. */
export function parcelsFor(members: Iterable<Member>, entries: readonly Entry[]): Parcel[] {
  const parcels: Parcel[] = []
  for (const member of members) {
    const heard = entries.filter((entry) => mayHear(member, entry.seq))
    const first = heard[0]
    if (first) parcels.push({ conversation: first.conversation, user: member.user, entries: heard })
  }
  return parcels
}

/** What is left of a parcel for somebody who has blocked the other side in these stretches: what it wrote itself, and the rest. */
export function withoutHidden(parcel: Parcel, hidden: readonly Span[]): Parcel {
  if (hidden.length === 0) return parcel
  const isHeard = ({ from, seq }: Entry) => !isHiddenBy(hidden, { seq, isOwn: from === parcel.user })
  return { ...parcel, entries: parcel.entries.filter(isHeard) }
}

/** The version of the conversation by which these entries were judged when they were written. */
export function epochOf(entries: readonly Entry[]): Conversation['version'] {
  return entries.at(-1)!.epoch
}

/**
 * Makes the frames of parcels as their sockets get them at `now`: without what that very device wrote (the ack
 * told it), and without what has expired; as they were first said, for not all hear what was done to them since. Most sockets of a group get the same frames: those are made once.
 */
export function frameMaker(now: number): (parcel: Parcel, socket: Socket) => string[] {
  const made = new Map<string, string[]>()
  return ({ conversation, entries }, socket) => {
    const due = entriesFor(socket, entries).filter((entry) => !isExpired(entry, now))
    const name = [conversation, ...due.map(({ seq }) => seq)].join()
    const frames = made.get(name) ?? pack(conversation, due)
    made.set(name, frames)
    return frames
  }
}

function pack(conversation: ConversationId, entries: readonly Entry[]): string[] {
  return packFrames(
    entries.map((entry) => wireEntry(asFirstSaid(entry))),
    (part) => ({ event: 'entries', conversation, entries: part }) satisfies AnyEvent,
  )
}
