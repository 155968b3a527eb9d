import { directId, NOTHING_SEEN, type UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Operation } from './operation.ts'

/** A direct conversation needs no making: its id follows from its members, and its log begins with the first message. */
export const openDirect: Operation<'openDirect'> = async ({ body }, { user, profiles, log, inbox }) => {
  const person = await profiles.byHandle(body.handle)
  if (!person) throw new Refusal('NOT_FOUND')
  const conversation = directId(user, person.user as UserId)
  const [head, row] = await Promise.all([log.head(conversation), inbox.row(user, conversation)])
  return {
    conversation,
    with: person,
    head,
    mine: row?.mine ?? NOTHING_SEEN,
    peer: row?.peer ?? NOTHING_SEEN,
  }
}
