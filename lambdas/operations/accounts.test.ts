import type { UserId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { newHandle } from '../../test/fixtures/people.ts'
import { memoryIdentities } from '../adapters/memory/identities.ts'
import { memoryProfiles } from '../adapters/memory/profiles.ts'
import type { Identities, Profiles } from '../ports.ts'
import { changePassword, createAccount, createSession, refreshSession } from './accounts.ts'
import type { DoorContext } from './operation.ts'

const NOW = 1_700_000_000_000
const PASSWORD = 'a long enough password'
const newDoor = (): DoorContext => ({ identities: memoryIdentities(() => NOW), profiles: memoryProfiles() })

const ask = <Body>(body: Body) => ({ path: {}, query: {}, body })
const signUp = (door: DoorContext, handle: string, password = PASSWORD) =>
  createAccount(ask({ handle, name: 'Ada', password }), door)

/** The ports of a sign-up that dies at its call number `fatal`. */
function dyingAt(fatal: number, { identities, profiles }: DoorContext): DoorContext {
  let calls = 0
  const dying = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get:
        (target, name) =>
        (...args: unknown[]) => {
          if (++calls === fatal) throw new Error('died')
          return (target as Record<PropertyKey, (...args: unknown[]) => unknown>)[name]!(...args)
        },
    })
  return { identities: dying<Identities>(identities), profiles: dying<Profiles>(profiles) }
}

describe('createAccount', () => {
  it('makes a person who is signed in, can be found, and can sign in again', async () => {
    const door = newDoor()
    const handle = newHandle()
    const session = await signUp(door, handle)
    expect(session.user).toMatch(/^[0-9a-z]{25}$/)
    expect(session.expiresAt).toBeGreaterThan(NOW)
    expect(await door.profiles.byHandle(handle)).toEqual({ user: session.user, handle, name: 'Ada' })
    expect((await createSession(ask({ handle, password: PASSWORD }), door)).user).toBe(session.user)
  })

  it('refuses a handle that somebody has, whose password stays as it is', async () => {
    const door = newDoor()
    const handle = newHandle()
    await signUp(door, handle)
    await expect(signUp(door, handle, 'another password')).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
    await expect(createSession(ask({ handle, password: PASSWORD }), door)).resolves.toBeDefined()
  })

  it('refuses a handle that a person of a foreign issuer has', async () => {
    const door = newDoor()
    const handle = newHandle()
    await door.profiles.claim({ user: '0'.repeat(25) as UserId, handle, name: 'Somebody' })
    await expect(signUp(door, handle)).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
    await expect(createSession(ask({ handle, password: PASSWORD }), door)).rejects.toMatchObject({
      code: 'WRONG_CREDENTIALS',
    })
  })

  it('may be made again with a better password', async () => {
    const door = newDoor()
    const handle = newHandle()
    await expect(signUp(door, handle, 'short')).rejects.toMatchObject({ code: 'WEAK_PASSWORD' })
    expect(await signUp(door, handle)).toMatchObject({ accessToken: expect.any(String) })
  })

  it.each([1, 2, 3])('that died at its step %i is simply made again', async (step) => {
    const door = newDoor()
    const handle = newHandle()
    await expect(signUp(dyingAt(step, door), handle)).rejects.toThrow('died')
    await expect(createSession(ask({ handle, password: PASSWORD }), door)).rejects.toMatchObject({
      code: 'WRONG_CREDENTIALS',
    })
    const session = await signUp(door, handle)
    expect(await door.profiles.byHandle(handle)).toMatchObject({ user: session.user })
  })

  it('that died cannot be taken up by somebody else, and one whose answer was lost is made again', async () => {
    const door = newDoor()
    const handle = newHandle()
    await expect(signUp(dyingAt(2, door), handle)).rejects.toThrow('died')
    await expect(signUp(door, handle, 'another password')).rejects.toMatchObject({ code: 'HANDLE_TAKEN' })
    const { user } = await signUp(door, handle)
    expect(await signUp(door, handle)).toMatchObject({ user })
  })

  it('that died after its password was set is an account one can sign in to', async () => {
    const door = newDoor()
    const handle = newHandle()
    await expect(signUp(dyingAt(4, door), handle)).rejects.toThrow('died')
    await expect(createSession(ask({ handle, password: PASSWORD }), door)).resolves.toBeDefined()
  })
})

describe('a session', () => {
  it('is refused alike for a wrong password and for nobody', async () => {
    const door = newDoor()
    const handle = newHandle()
    await signUp(door, handle)
    const refusals = await Promise.all(
      [
        { handle, password: 'another password' },
        { handle: newHandle(), password: PASSWORD },
      ].map((body) => createSession(ask(body), door).catch((error: unknown) => error)),
    )
    expect(refusals[0]).toMatchObject({ code: 'WRONG_CREDENTIALS', detail: undefined })
    expect(refusals[1]).toEqual(refusals[0])
  })

  it('is refreshed for the same person', async () => {
    const door = newDoor()
    const { user, refreshToken } = await signUp(door, newHandle())
    expect(await refreshSession(ask({ refreshToken }), door)).toMatchObject({ user })
    await expect(refreshSession(ask({ refreshToken: 'forged' }), door)).rejects.toMatchObject({
      code: 'WRONG_CREDENTIALS',
    })
  })

  it('that meets throttling says how long to wait', async () => {
    const { profiles, identities } = newDoor()
    const door = { profiles, identities: { ...identities, signIn: async () => 'throttled' as const } }
    await expect(createSession(ask({ handle: 'ada', password: PASSWORD }), door)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: expect.any(Number),
    })
  })
})

describe('changePassword', () => {
  const BETTER = 'an even better password'
  const change = (door: DoorContext, handle: string, password = PASSWORD, newPassword = BETTER) =>
    changePassword(ask({ handle, password, newPassword }), door)

  it('ends the sessions there were and begins one, by any handle that one ever had', async () => {
    const door = newDoor()
    const [handle, next] = [newHandle(), newHandle()]
    const { user, refreshToken } = await signUp(door, handle)
    await door.profiles.claim({ user: user as UserId, handle: next, name: 'Ada' })
    const session = await change(door, next)
    expect(session).toMatchObject({ user, accessToken: expect.any(String) })
    const refreshed = await refreshSession(ask({ refreshToken: session.refreshToken }), door)
    expect(refreshed.user).toBe(user)
    await expect(refreshSession(ask({ refreshToken }), door)).rejects.toMatchObject({
      code: 'WRONG_CREDENTIALS',
    })
    for (const by of [handle, next]) {
      expect((await createSession(ask({ handle: by, password: BETTER }), door)).user).toBe(user)
      await expect(createSession(ask({ handle: by, password: PASSWORD }), door)).rejects.toMatchObject({
        code: 'WRONG_CREDENTIALS',
      })
    }
  })

  it('is refused for a wrong password and for a weak one, and then changes nothing', async () => {
    const door = newDoor()
    const handle = newHandle()
    await signUp(door, handle)
    await expect(change(door, handle, 'not the password')).rejects.toMatchObject({
      code: 'WRONG_CREDENTIALS',
    })
    await expect(change(door, newHandle())).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' })
    await expect(change(door, handle, PASSWORD, 'short')).rejects.toMatchObject({ code: 'WEAK_PASSWORD' })
    await expect(createSession(ask({ handle, password: PASSWORD }), door)).resolves.toBeDefined()
  })

  it.each([1, 2, 3])('that died at its step %i is simply made again', async (step) => {
    const door = newDoor()
    const handle = newHandle()
    const { user } = await signUp(door, handle)
    await expect(change(dyingAt(step, door), handle)).rejects.toThrow('died')
    expect((await change(door, handle)).user).toBe(user)
    expect((await change(door, handle)).user).toBe(user)
  })
})
