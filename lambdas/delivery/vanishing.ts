import { type ConversationId, type Entry, isMessage } from '@parley/domain'
import type { MessageLog } from '../ports.ts'

type Batch = { readonly conversation: ConversationId; readonly entries: readonly Entry[] }
type Followed = { readonly conversation: ConversationId; readonly seq: number }

/**
 * Lets the expiring entries before the new ones vanish from the table: from now on another entry stands behind
 * them, so that the log never loses its end, and with it its count.
 *
 * Nothing vanishes too early: only what is followed is marked, and the table takes it hours after it has expired.
 * Nothing stays for ever: each entry comes by here, in its batch or replayed, and answers for the one before it.
 * That one is read unless it cannot expire: the new entry is a message that does not, in a conversation that was
 * never set otherwise (epoch 0), so the one before it was written under the same rules. Only a deployment that
 * takes back its retention leaves one entry a conversation, which is hidden from everybody all the same.
 */
export async function letVanish({ entries }: Batch, log: MessageLog): Promise<void> {
  const held = new Map(entries.map((entry) => [entry.seq, entry]))
  const before = entries.map((entry) => held.get(entry.seq - 1)).filter((entry) => entry !== undefined)
  const unknown = entries.filter((entry) => !held.has(entry.seq - 1) && mayFollowExpiring(entry))
  const read = unknown.length > 0 ? await log.at(unknown.map(positionBefore)) : []
  for (const entry of [...before, ...read]) {
    if (entry.expires !== undefined) await log.mayVanish(entry)
  }
}

function mayFollowExpiring({ seq, epoch, body, expires }: Entry): boolean {
  return seq > 1 && !(isMessage(body) && expires === undefined && epoch === 0)
}

function positionBefore({ conversation, seq }: Entry): Followed {
  return { conversation, seq: seq - 1 }
}
