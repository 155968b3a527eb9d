import { byConversation, type Conversation, type ConversationId, type Entry } from '@parley/domain'
import { Attempts } from './attempts.ts'
import type { Splitting } from './delivery.ts'
import { forgetDeleted } from './forget-deleted.ts'
import { leaverOf, newsFor } from './news.ts'
import { epochOf, type Parcel, parcelsFor, withoutHidden } from './parcel.ts'
import { postParcels } from './post-parcels.ts'
import { partsOf } from './split.ts'
import { letVanish } from './vanishing.ts'

const CONVERSATIONS_AT_ONCE = 20
/** The rows of a group of a hundred are one round. */
const ROWS_AT_ONCE = 100

/** New entries of one conversation, in order, and the conversation itself as it was when the last was written, or later. */
type Batch = {
  readonly conversation: ConversationId
  readonly entries: readonly Entry[]
  readonly state: Conversation
}

/**
 * Brings new entries to their conversations' members: inbox rows first, then sockets, then posts. The order
 * matters: a device registers its socket before it syncs, so one that synced before a row was written is
 * registered by the time the sockets are read. Doing all of it twice changes nothing.
 *
 * Members of a large conversation have no row to write for every entry: their devices look at its log when they
 * sync, which an entry has reached before it comes here, and the posts are made in parts. So a mention finds its
 * way by the log as well. Only who is out by these entries has its row written, or its devices would never learn it.
 *
 * Returns the conversations that could not be finished. Whoever could be reached has been, in those too.
 */
export async function deliver(entries: readonly Entry[], world: Splitting): Promise<Set<ConversationId>> {
  const attempts = new Attempts()
  const groups = [...byConversation(entries)].map(([conversation, group]) => ({
    conversation,
    entries: group,
  }))
  await Promise.all([
    bring(groups, attempts, world),
    attempts.each(groups, CONVERSATIONS_AT_ONCE, (group) => letVanish(group, world.log)),
    attempts.each(groups, CONVERSATIONS_AT_ONCE, (group) => forgetDeleted(group, world)),
  ])
  return attempts.unfinished
}

async function bring(groups: readonly Omit<Batch, 'state'>[], attempts: Attempts, world: Splitting) {
  const batches = (
    await attempts.each(groups, CONVERSATIONS_AT_ONCE, async (group) => ({
      ...group,
      state: await stateOf(group.conversation, epochOf(group.entries), world),
    }))
  ).map(({ result }) => result)

  const [large, small] = [
    batches.filter(({ state }) => state.large),
    batches.filter(({ state }) => !state.large),
  ]
  const [parcels] = await Promise.all([
    writeRows(small.flatMap(rowsOfSmall), attempts, world),
    writeRows(large.flatMap(rowsOfLarge), attempts, world),
  ])
  await Promise.all([
    postParcels(parcels, attempts, world),
    attempts.each(large, CONVERSATIONS_AT_ONCE, ({ entries, state }) =>
      world.parts.send(partsOf(entries, state)),
    ),
  ])
}

/** A conversation in this version or a later one. Throws if there is none: an entry without one is a fault. */
export async function stateOf(
  conversation: ConversationId,
  version: number,
  { known }: Pick<Splitting, 'known'>,
): Promise<Conversation> {
  const state = await known.at(conversation, version)
  if (!state) throw new Error('An entry of a conversation that does not exist.')
  return state
}

type Row = Parcel & { readonly state: Conversation }

function rowsOfSmall({ entries, state }: Batch): Row[] {
  return parcelsFor(state.members.values(), entries).map((parcel) => ({ ...parcel, state }))
}

function rowsOfLarge(batch: Batch): Row[] {
  const leavers = new Set(batch.entries.map(leaverOf))
  return rowsOfSmall(batch).filter(({ user }) => leavers.has(user))
}

/** Writes the rows that these parcels are news to. What is then to be posted: nothing for whom that failed. */
async function writeRows(rows: readonly Row[], attempts: Attempts, world: Splitting): Promise<Parcel[]> {
  const written = await attempts.each(rows, ROWS_AT_ONCE, (row) => writeRow(row, world))
  return written.map(({ result }) => result)
}

/** Who has blocked the other side hears the rest of a batch that is hidden in part: to its row that is news of its own. */
async function writeRow({ state, ...parcel }: Row, { inbox, now }: Splitting): Promise<Parcel> {
  const { user, conversation, entries } = parcel
  if (await inbox.advance(user, newsFor(user, entries, state), now())) return parcel
  const heard = withoutHidden(parcel, (await inbox.row(user, conversation))?.hidden ?? [])
  if (heard.entries.length > 0) await inbox.advance(user, newsFor(user, heard.entries, state), now())
  return heard
}
