import { expect, it } from 'vitest'
import type { Identities, Tokens } from '../../lambdas/ports.ts'
import { newHandle } from '../fixtures/people.ts'

const PASSWORD = 'a long enough password'

/** What every Identities guarantees. */
export function identitiesContract(open: () => Identities): void {
  const signUp = async () => {
    const identities = open()
    const handle = newHandle()
    const created = await identities.create(handle, PASSWORD)
    if (typeof created === 'string') throw new Error(`A new handle was ${created}.`)
    await identities.complete(handle, PASSWORD)
    return { identities, handle, subject: created.subject }
  }

  it('signs in who has an account, with a token that ends in the future', async () => {
    const { identities, handle, subject } = await signUp()
    const tokens = (await identities.signIn(handle, PASSWORD)) as Tokens
    expect(tokens).toMatchObject({
      subject,
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
    })
    expect(tokens.expiresAt).toBeGreaterThan(Date.now())
    expect(tokens.expiresAt).toBeLessThan(Date.now() + 2 * 3_600_000)
  })

  it('gives each account a subject of its own', async () => {
    const [one, other] = [await signUp(), await signUp()]
    expect(one.subject).not.toBe(other.subject)
  })

  it('gives a handle away once, to the password it was created under', async () => {
    const { identities, handle, subject } = await signUp()
    expect(await identities.create(handle, 'another password')).toBe('taken')
    expect(await identities.create(handle, PASSWORD)).toEqual({ subject })
    expect(await identities.signIn(handle, PASSWORD)).toMatchObject({ subject })
  })

  it('lets nobody in before the sign-up is complete, and lets only its password take it up again', async () => {
    const identities = open()
    const handle = newHandle()
    const first = await identities.create(handle, PASSWORD)
    expect(await identities.signIn(handle, PASSWORD)).toBe('wrong')
    expect(await identities.create(handle, 'another password')).toBe('taken')
    expect(await identities.create(handle, PASSWORD)).toEqual(first)
    await identities.complete(handle, PASSWORD)
    expect(await identities.signIn(handle, PASSWORD)).toMatchObject(first as { subject: string })
  })

  it('lets exactly one of two people who want a handle at once have it', async () => {
    const identities = open()
    const handle = newHandle()
    const results = await Promise.all(
      [PASSWORD, 'another password'].map((password) => identities.create(handle, password)),
    )
    expect(results.filter((result) => result === 'taken')).toHaveLength(1)
  })

  it('refuses a weak password, and keeps the handle free', async () => {
    const identities = open()
    const handle = newHandle()
    expect(await identities.create(handle, 'short')).toBe('weak')
    expect(await identities.create(handle, PASSWORD)).toMatchObject({ subject: expect.any(String) })
  })

  it('answers a wrong password as it answers a handle that nobody has', async () => {
    const { identities, handle } = await signUp()
    expect(await identities.signIn(handle, 'another password')).toBe('wrong')
    expect(await identities.signIn(newHandle(), PASSWORD)).toBe('wrong')
  })

  it('refreshes: a new token of the same subject, and a refresh token that works again', async () => {
    const { identities, handle, subject } = await signUp()
    const first = (await identities.signIn(handle, PASSWORD)) as Tokens
    const second = (await identities.refresh(first.refreshToken)) as Tokens
    expect(second).toMatchObject({ subject, accessToken: expect.any(String) })
    expect(await identities.refresh(second.refreshToken)).toMatchObject({ subject })
  })

  it('refuses what was never a refresh token', async () => {
    const { identities, handle } = await signUp()
    const { accessToken } = (await identities.signIn(handle, PASSWORD)) as Tokens
    expect(await identities.refresh('no-such-token')).toBe('wrong')
    expect(await identities.refresh(accessToken)).toBe('wrong')
  })

  it('changes a password for who knows the old one, and ends the sessions there were', async () => {
    const { identities, handle, subject } = await signUp()
    const { refreshToken } = (await identities.signIn(handle, PASSWORD)) as Tokens
    expect(await identities.changePassword(handle, 'not the password', 'a better password')).toBe('wrong')
    expect(await identities.changePassword(handle, PASSWORD, 'short')).toBe('weak')
    expect(await identities.refresh(refreshToken)).toMatchObject({ subject })
    expect(await identities.changePassword(handle, PASSWORD, 'a better password')).toBe('changed')
    expect(await identities.signIn(handle, PASSWORD)).toBe('wrong')
    expect(await identities.refresh(refreshToken)).toBe('wrong')
    const session = (await identities.signIn(handle, 'a better password')) as Tokens
    expect(session).toMatchObject({ subject })
    // Whoever repeats a change whose answer was lost.
    expect(await identities.changePassword(handle, PASSWORD, 'a better password')).toBe('changed')
    expect(await identities.refresh(session.refreshToken)).toBe('wrong')
    expect(await identities.changePassword(newHandle(), PASSWORD, 'a better password')).toBe('wrong')
  })

  it('removes an account: its password and its sessions are good for nothing', async () => {
    const { identities, handle, subject } = await signUp()
    const { refreshToken } = (await identities.signIn(handle, PASSWORD)) as Tokens
    for (let times = 0; times < 2; times++) await identities.remove(handle)
    expect(await identities.signIn(handle, PASSWORD)).toBe('wrong')
    expect(await identities.refresh(refreshToken)).toBe('wrong')
    const next = await identities.create(handle, PASSWORD)
    expect(next).not.toEqual({ subject })
  })
}
