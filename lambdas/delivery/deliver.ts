import {
  byConversation,
  type ConversationId,
  type Entry,
  entriesFor,
  type Member,
  membersOfDirect,
  preview,
  type Socket,
  type UserId,
} from '@parley/domain'
import type { AnyEvent } from '@parley/protocol'
import { previewOf, wireEntry } from '../conversation/wire-entry.ts'
import { logFault } from '../edge/log-fault.ts'
import type { Inbox, Post, Sockets } from '../ports.ts'
import { packFrames } from './pack-frames.ts'
import { postTo } from './post-to.ts'

export type Delivery = {
  readonly inbox: Inbox
  readonly sockets: Sockets
  readonly post: Post
  readonly now: () => number
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
  const batches = [...byConversation(entries)].map(([conversation, batch]) => ({
    conversation,
    batch,
    members: membersOf(conversation),
  }))
  await each(batches, failed, ({ batch, members }) =>
    Promise.all(members.map((member) => advance(member, batch, world))),
  )
  const reached = batches.filter(({ conversation }) => !failed.has(conversation))
  const live = bySocketOwner(
    await world.sockets.liveOf(reached.flatMap(({ members }) => members.map(userOf))),
  )
  await each(reached, failed, ({ conversation, batch, members }) =>
    Promise.all(
      members.flatMap((member) =>
        (live.get(member.user) ?? []).map((socket) =>
          postTo(socket, framesFor(conversation, member, socket, batch), world),
        ),
      ),
    ),
  )
  return failed
}

function membersOf(conversation: ConversationId): readonly Member[] {
  return membersOfDirect(conversation) ?? []
}

function userOf(member: Member): UserId {
  return member.user
}

async function advance(member: Member, batch: readonly Entry[], { inbox, now }: Delivery): Promise<void> {
  const last = batch.at(-1)
  if (!last) return
  await inbox.advance(member.user, last, previewOf(last, preview), ownFrom(member.user, batch), now())
}

/** Where the unbroken run of this member's own entries at the end of a batch begins; undefined if it did not write the last. */
export function ownFrom(user: UserId, batch: readonly Entry[]): number | undefined {
  let first: number | undefined
  for (const entry of batch.toReversed()) {
    if (entry.from !== user || (first !== undefined && entry.seq !== first - 1)) break
    first = entry.seq
  }
  return first
}

function framesFor(
  conversation: ConversationId,
  member: Member,
  socket: Socket,
  batch: readonly Entry[],
): string[] {
  const entries = entriesFor(member, socket, batch).map(wireEntry)
  return packFrames(entries, (part) => ({ event: 'entries', conversation, entries: part }) satisfies AnyEvent)
}

function bySocketOwner(sockets: readonly Socket[]): Map<UserId, Socket[]> {
  return Map.groupBy(sockets, (socket) => socket.user)
}

/** Runs a step for every conversation at once and notes those for which it fails. */
async function each<Batch extends { conversation: ConversationId }>(
  batches: readonly Batch[],
  failed: Set<ConversationId>,
  step: (batch: Batch) => Promise<unknown>,
): Promise<void> {
  const results = await Promise.allSettled(batches.map(step))
  results.forEach((result, index) => {
    if (result.status !== 'rejected') return
    logFault(result.reason)
    failed.add(batches[index]!.conversation)
  })
}
