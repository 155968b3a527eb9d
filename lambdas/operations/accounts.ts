import { Refusal } from '@parley/protocol'
import { userOfSubject } from '../identity.ts'
import type { Tokens } from '../ports.ts'
import type { DoorContext, Operation } from './operation.ts'

/**
 * Signs up. The account is created under its password, so only who knows that can take up a sign-up that died
 * between any two steps; completing it comes last: until then nobody can sign in.
 */
export const createAccount: Operation<'createAccount', DoorContext> = async (
  { body },
  { identities, profiles },
) => {
  const created = await identities.create(body.handle, body.password)
  if (created === 'weak') throw new Refusal('WEAK_PASSWORD')
  if (created === 'taken') throw new Refusal('HANDLE_TAKEN')
  const user = userOfSubject(created.subject)
  const claim = await profiles.claim({ user, handle: body.handle, name: body.name })
  if (claim === 'taken') throw new Refusal('HANDLE_TAKEN')
  await identities.complete(body.handle, body.password)
  return session(await identities.signIn(body.handle, body.password))
}

export const createSession: Operation<'createSession', DoorContext> = async ({ body }, { identities }) =>
  session(await identities.signIn(body.handle, body.password))

export const refreshSession: Operation<'refreshSession', DoorContext> = async ({ body }, { identities }) =>
  session(await identities.refresh(body.refreshToken))

function session(result: Tokens | 'wrong' | 'throttled') {
  if (result === 'wrong') throw new Refusal('WRONG_CREDENTIALS')
  if (result === 'throttled') throw new Refusal('RATE_LIMITED', undefined, 2_000)
  const { subject, accessToken, refreshToken, expiresAt } = result
  return { user: userOfSubject(subject), accessToken, refreshToken, expiresAt }
}
