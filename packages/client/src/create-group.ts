import { type ClientId, USER_ID } from '@parley/domain'
import type { WireConversation } from '@parley/protocol'
import type { NewGroup } from './client-api.ts'
import type { Core } from './core.ts'
import { persistently } from './persistently.ts'

/**
 * Makes a group at the server, and makes it once: an answer that was lost is asked for again under the same
 * client id. Rejects after a few attempts, or with what no retry can help.
 */
export async function createGroup(core: Core, { members, ...group }: NewGroup): Promise<WireConversation> {
  const { platform, device } = core
  const users = await Promise.all(members.map((member) => userOf(core, member)))
  const body = { device, clientId: platform.id() as ClientId, ...group, members: users }
  return persistently(core, () => core.call('createGroup', { body }))
}

/** A member as the app names it: by user id or by handle. A handle this device knows is not taken for an id. */
async function userOf({ people, call }: Core, member: string): Promise<string> {
  const known = people.byHandle(member)
  if (known) return known.user
  if (USER_ID.test(member)) return member
  return (await call('findPerson', { path: { handle: member } })).user
}
