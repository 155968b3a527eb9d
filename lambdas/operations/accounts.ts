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
  if (typeof claim === 'string') throw new Refusal('HANDLE_TAKEN')
  await identities.complete(body.handle, body.password)
  return session(await identities.signIn(body.handle, body.password))
}

/** By any handle that the person ever had. */
export const createSession: Operation<'createSession', DoorContext> = async (
  { body },
  { identities, profiles },
) => session(await identities.signIn(await profiles.loginOf(body.handle), body.password))

export const refreshSession: Operation<'refreshSession', DoorContext> = async ({ body }, { identities }) =>
  session(await identities.refresh(body.refreshToken))

/** Changes the password, which ends every session there was, and begins one. Again is the same, with another session. */
export const changePassword: Operation<'changePassword', DoorContext> = async (
  { body },
  { identities, profiles },
) => {
  const login = await profiles.loginOf(body.handle)
  const changed = await identities.changePassword(login, body.password, body.newPassword)
  if (changed === 'weak') throw new Refusal('WEAK_PASSWORD')
  return session(changed === 'changed' ? await identities.signIn(login, body.newPassword) : changed)
}

function session(result: Tokens | 'wrong' | 'throttled') {
  if (result === 'wrong') throw new Refusal('WRONG_CREDENTIALS')
  if (result === 'throttled') throw new Refusal('RATE_LIMITED', undefined, 2_000)
  const { subject, accessToken, refreshToken, expiresAt } = result
  return { user: userOfSubject(subject), accessToken, refreshToken, expiresAt }
}
