import type { ClientId, DeviceId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { changeConversation } from '../conversation/change.ts'
import { wireConversation } from '../conversation/wire-conversation.ts'
import { groupIdOf } from '../identity.ts'
import { addable } from './addable.ts'
import type { Operation } from './operation.ts'

/**
 * Creates a group by its first entry. Its id follows from the device and the client id, so whoever repeats this
 * finds the group there, as it is by now, whatever has been said of it the second time.
 */
export const createGroup: Operation<'createGroup'> = async ({ body }, context) => {
  const { user, profiles } = context
  const conversation = groupIdOf({ user, device: body.device as DeviceId }, body.clientId as ClientId)
  const [[me], members] = await Promise.all([profiles.of([user]), addable(context, body.members)])
  if (!me) throw new Refusal('NO_PROFILE')
  const { title, description, picture, history = 'joined' } = body
  const change = {
    type: 'created',
    title,
    members,
    history,
    ...(description ? { description } : {}),
    ...(picture ? { picture } : {}),
  } as const
  return wireConversation(await changeConversation(context, { conversation, by: user, change }))
}
