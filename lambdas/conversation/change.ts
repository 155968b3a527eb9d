import { randomBytes } from 'node:crypto'
import {
  type Change,
  type ClientId,
  type Conversation,
  type ConversationId,
  type DeviceId,
  type Draft,
  neededChange,
  SERVER_DEVICE,
  type UserId,
} from '@parley/domain'
import { aheadAt, append } from './append.ts'
import { type Changing, changed, standing } from './changed.ts'

/**
 * Changes a conversation by an entry of its log, and returns it as it is then; nothing is written if it is so
 * already. Without a device and client id of its own, the entry reaches all of the author's devices.
 *
 * Throws `NOT_FOUND` for a stranger and for an object that is not there, `FORBIDDEN`, `TOO_MANY`, and what
 * `append` throws. That whoever joins or is added may come in, the caller has checked.
 */
export async function changeConversation(
  world: Changing,
  {
    conversation,
    by,
    change,
    device = SERVER_DEVICE,
    clientId = randomBytes(12).toString('base64url') as ClientId,
  }: {
    readonly conversation: ConversationId
    readonly by: UserId
    readonly change: Change
    readonly device?: DeviceId
    readonly clientId?: ClientId
  },
): Promise<Conversation> {
  const draft: Draft = { conversation, from: by, device, clientId, body: { kind: 'change', change } }
  let latest: Conversation | undefined
  await append(world, draft, aheadAt(await world.log.head(conversation)), async (tail) => {
    const before = await standing(world, draft, change, tail)
    const needed = neededChange(before, by, change)
    const composed = needed && (await changed(world, draft, before, needed, tail))
    latest = composed?.along.conversation ?? before
    return composed
  })
  if (!latest) throw new Error('Nothing was composed.')
  return latest
}
