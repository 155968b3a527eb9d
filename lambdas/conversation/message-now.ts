import type { ConversationId, Entry } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { World } from '../world.ts'
import { mayRead } from './history.ts'
import { mustHear } from './membership.ts'
import { versionsFor } from './version.ts'

type Using = Pick<World, 'log' | 'inbox' | 'known' | 'conversations' | 'now'>

/** A message as one person may know it. */
export type MessageNow = {
  /** With what the last of its edits that this person hears makes it say. */
  readonly version: Entry
  /** The entry by which it says that: itself, or an edit. Undefined if that has disappeared meanwhile. */
  readonly source: Entry | undefined
}

/**
 * The entry at a position, as this person may know it. Throws `NOT_FOUND` for a stranger, and for what is not there or
 * not this person's to read, all the same.
 */
export async function messageNow(
  world: Using,
  conversation: ConversationId,
  seq: number,
  user: Parameters<typeof mustHear>[2],
): Promise<MessageNow> {
  const { log, inbox, now } = world
  const [row] = await Promise.all([inbox.row(user, conversation), mustHear(world, conversation, user)])
  const entryAt = async (at: number) => (await log.at([{ conversation, seq: at }]))[0]
  const entry = await entryAt(seq)
  if (!entry) throw new Refusal('NOT_FOUND')
  // Only the conversation as it was under its last edit, or later, says who may read what.
  const last = (entry.latest && (await entryAt(entry.latest.seq))) ?? entry
  const { member } = await mustHear(world, conversation, user, last.epoch)
  const reader = { member, row }
  if (!mayRead(reader, entry, now())) throw new Refusal('NOT_FOUND')
  const [version = entry] = await versionsFor(log, reader, [entry], last.seq)
  const shown = version.latest?.seq ?? entry.seq
  const source = [entry, last].find((each) => each.seq === shown) ?? (await entryAt(shown))
  return { version, source }
}
