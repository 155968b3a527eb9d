import type { ConversationId } from '@parley/domain'
import type { EventPayload } from '@parley/protocol'
import { logFault } from '../edge/log-fault.ts'
import type { GivenUpRecord, StreamRange } from '../ports.ts'
import { deliver } from './deliver.ts'
import type { Replaying } from './delivery.ts'
import { postTo } from './post-to.ts'

/**
 * Takes up once more what fan-out gave up on. Each entry is delivered on its own, so that one that always fails
 * takes no other with it, and as the log and the conversation have it now: what was deleted since stays deleted.
 *
 * On the last try the authors of what still fails are told (P7): it is in the log, but not everybody has heard
 * of it. Throws if anything is left, whether they were told or not: a person should then look why.
 */
export async function replay(range: StreamRange, isLast: boolean, world: Replaying): Promise<void> {
  let left = 0
  for (const record of await world.givenUp.read(range)) {
    try {
      if (await isDelivered(record, world)) continue
    } catch (error) {
      logFault(error)
    }
    left++
    if (isLast) await tellAuthor(record, world).catch(logFault)
  }
  if (left > 0) throw new Error(`${left} entries could not be delivered.`)
}

async function isDelivered({ conversation, seq }: GivenUpRecord, world: Replaying): Promise<boolean> {
  if (conversation === undefined || seq === undefined) return false
  const entries = await world.log.at([{ conversation, seq }])
  const known = { ...world.known, at: world.known.now }
  const unfinished = await deliver(entries, { ...world, known })
  return unfinished.size === 0
}

/** Into the author's inbox first, for devices that sync, then to its sockets. */
async function tellAuthor({ conversation, seq, from }: GivenUpRecord, world: Replaying): Promise<void> {
  if (conversation === undefined || seq === undefined || from === undefined)
    throw new Error('A record from which nobody can tell whose it is.')
  await world.inbox.undelivered(from, conversation, seq, world.now())
  const sockets = await world.sockets.liveOf([from])
  await Promise.all(sockets.map((socket) => postTo(socket, [undelivered(conversation, seq)], world)))
}

function undelivered(conversation: ConversationId, seq: number): string {
  const payload: EventPayload<'undelivered'> = { event: 'undelivered', conversation, seq }
  return JSON.stringify(payload)
}
