import {
  byConversation,
  type ConversationId,
  type Entry,
  entriesFor,
  type Member,
  mayHear,
  preview,
  type Socket,
  type UserId,
} from '@parley/domain'
import type { AnyEvent } from '@parley/protocol'
import { previewOf, wireEntry } from '../conversation/wire-entry.ts'
import { logFault } from '../edge/log-fault.ts'
import type { Inbox, Members, Post, Sockets } from '../ports.ts'
import { packFrames } from './pack-frames.ts'
import { postTo } from './post-to.ts'

export type Delivery = {
  readonly members: Members
  readonly inbox: Inbox
  readonly sockets: Sockets
  readonly post: Post
  readonly now: () => number
}

/** What one member may hear of a conversation's new entries: in order, never empty. */
type Parcel = {
  readonly conversation: ConversationId
  readonly member: Member
  readonly entries: readonly Entry[]
}

/**
 * Brings new entries to their conversations' members: inbox rows first, then sockets, then posts. The order
 * matters: a device registers its socket before it syncs, so one that synced before a row was written is
 * registered by the time the sockets are read. Doing all of it twice changes nothing.
 *
 * Returns the conversations that could not be finished; one that fails holds up no other.
 */
export async function deliver(entries: readonly Entry[], world: Delivery): Promise<Set<ConversationId>> {
  const failed = new Set<ConversationId>()
  const parcels: Parcel[] = []
  await each([...byConversation(entries).values()], failed, async (batch) => {
    parcels.push(...(await parcelsOf(batch, world.members)))
  })
  await each(parcels, failed, (parcel) => advance(parcel, world))

  const written = parcels.filter(({ conversation }) => !failed.has(conversation))
  const sockets = await world.sockets.liveOf(written.map(({ member }) => member.user))
  const live = Map.groupBy(sockets, (socket) => socket.user)
  await each(written, failed, (parcel) =>
    Promise.all(
      (live.get(parcel.member.user) ?? []).map((socket) => postTo(socket, framesFor(parcel, socket), world)),
    ),
  )
  return failed
}

async function parcelsOf(batch: readonly Entry[], members: Members): Promise<Parcel[]> {
  const conversation = batch[0]!.conversation
  const all = (await members.of(conversation)).map((member) => ({
    conversation,
    member,
    entries: batch.filter((entry) => mayHear(member, entry.seq)),
  }))
  return all.filter((parcel) => parcel.entries.length > 0)
}

async function advance({ member, entries }: Parcel, { inbox, now }: Delivery): Promise<void> {
  const last = entries.at(-1)!
  await inbox.advance(member.user, last, previewOf(last, preview), ownFrom(member.user, entries), now())
}

/** Where the unbroken run of this member's own entries at the end of a batch begins; undefined if it did not write the last. */
export function ownFrom(user: UserId, entries: readonly Entry[]): number | undefined {
  let first: number | undefined
  for (const entry of entries.toReversed()) {
    if (entry.from !== user || (first !== undefined && entry.seq !== first - 1)) break
    first = entry.seq
  }
  return first
}

function framesFor({ conversation, entries }: Parcel, socket: Socket): string[] {
  return packFrames(
    entriesFor(socket, entries).map(wireEntry),
    (part) => ({ event: 'entries', conversation, entries: part }) satisfies AnyEvent,
  )
}

/** Runs a step for everything at once and notes the conversations for which it fails. */
async function each<Item extends Parcel | readonly Entry[]>(
  items: readonly Item[],
  failed: Set<ConversationId>,
  step: (item: Item) => Promise<unknown>,
): Promise<void> {
  const results = await Promise.allSettled(items.map(step))
  results.forEach((result, index) => {
    if (result.status !== 'rejected') return
    logFault(result.reason)
    failed.add(conversationOf(items[index]!))
  })
}

function conversationOf(item: Parcel | readonly Entry[]): ConversationId {
  return 'conversation' in item ? item.conversation : item[0]!.conversation
}
