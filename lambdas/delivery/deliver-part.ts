import type { Entry } from '@parley/domain'
import type { Part } from '../ports.ts'
import { Attempts } from './attempts.ts'
import { stateOf } from './deliver.ts'
import type { Delivery, Pushing } from './delivery.ts'
import { parcelsFor } from './parcel.ts'
import { postParcels } from './post-parcels.ts'
import { membersIn } from './split.ts'

/**
 * Brings entries of a large conversation to the sockets of some of its members. They are read from the log, so
 * what was deleted meanwhile is posted as deleted. Doing it twice changes nothing. Throws if it could not be
 * finished, to be done again.
 */
export async function deliverPart(part: Part, world: Pushing): Promise<void> {
  const entries = await entriesOf(part, world)
  if (entries.length === 0) return
  const state = await stateOf(part.conversation, part.epoch, world)
  const attempts = new Attempts()
  await postParcels(parcelsFor(membersIn(part, state), entries), attempts, world)
  if (attempts.unfinished.size > 0) throw new Error('A part could not be brought to everybody.')
}

async function entriesOf({ conversation, first, last }: Part, { log }: Delivery): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let next = first; next <= last; ) {
    const page = await log.from(conversation, next, last - next + 1, true)
    entries.push(...page.entries.filter(({ seq }) => seq <= last))
    if (!page.more) break
    next = (page.entries.at(-1)?.seq ?? last) + 1
  }
  return entries
}
