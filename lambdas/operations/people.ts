import type { UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { Operation } from './operation.ts'

export const getMe: Operation<'getMe'> = async (_input, { user, profiles }) => {
  const [me] = await profiles.of([user])
  if (!me) throw new Refusal('NO_PROFILE')
  return me
}

export const putMe: Operation<'putMe'> = async ({ body }, { user, profiles }) => {
  const claim = await profiles.claim({ user, ...body })
  if (claim === 'taken') throw new Refusal('HANDLE_TAKEN')
  if (claim === 'gone') throw new Refusal('UNAUTHENTICATED', 'deleted')
  return claim.profile
}

export const findPerson: Operation<'findPerson'> = async ({ path }, { profiles }) => {
  const person = await profiles.byHandle(path.handle)
  if (!person) throw new Refusal('NOT_FOUND')
  return person
}

export const getProfiles: Operation<'getProfiles'> = async ({ body }, { profiles }) => ({
  profiles: await profiles.of(body.users as UserId[]),
})
