import { setTimeout as sleep } from 'node:timers/promises'
import { memoryStorage } from '@parley/client'
import type { OperationReply } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { type Account, ask, newcomer, newDeviceId, rawSocketOf } from './accounts.ts'
import { type Device, deviceOf, newDevice } from './devices.ts'
import { texts } from './log.ts'
import { ONLY_EMBEDDED, TARGET, useEmbedded, useSystem } from './target.ts'

const embedded = useEmbedded()
const system = ONLY_EMBEDDED ? useSystem() : embedded
const where = ONLY_EMBEDDED ? ' (only where functions can be made to forget)' : ''
const RENEWS = TARGET === 'localstack'
const renews = RENEWS ? ' (skipped: the emulator moves auth_time with every refresh)' : ''
const keeps = RENEWS ? ' (skipped: the emulator keeps refresh tokens good)' : ''

type Session = OperationReply<'createSession'>

/** A device of the account that signs in in a second of its own: by that sign-ins are told apart. */
async function laterDeviceOf(account: Account): Promise<Device> {
  await sleep(1_100)
  const device = await deviceOf(account)
  await sleep(1_100)
  return device
}

/** A session as an app of its own making would have it. */
async function sessionOf({ handle, password }: Account): Promise<Session> {
  const { body } = await rawHttp(system().httpUrl, 'POST /v1/sessions', { body: { handle, password } })
  return body as Session
}

/** A device with a session of its own, and what it is told at the end. */
async function strangerOf(account: Account) {
  const { accessToken: token } = await sessionOf(account)
  const [own, device] = [{ ...account, token }, newDeviceId()]
  const socket = await rawSocketOf(own, device)
  const told = socket.next(({ event }) => event === 'closing')
  const hasEnded = async () => {
    expect(await told).toEqual({ event: 'closing', reason: 'signed-out' })
    await socket.closed
  }
  return { account: own, device, hasEnded }
}

/** Whatever this token is used for is refused: one that was used before may be taken for good for a minute. */
async function isRefused(account: Account): Promise<void> {
  for (const route of ['GET /v1/me', 'GET /v1/sync', 'GET /v1/devices']) {
    const { status, body } = await ask(account, route)
    expect([status, body.error?.code]).toEqual([401, 'UNAUTHENTICATED'])
  }
  expect((await ask(account, 'POST /v1/tickets', { device: newDeviceId() })).status).toBe(401)
}

/** Sockets are closed, and what was held is forgotten. */
async function hasForgotten(device: Device, storage: ReturnType<typeof memoryStorage>): Promise<void> {
  await eventually(() => expect(device.client.connection).toBe('signed-out'))
  await eventually(async () =>
    expect(JSON.stringify(await storage.list({ prefix: '' }))).not.toContain('a secret'),
  )
  expect([device.client.me, device.client.conversations()]).toEqual([undefined, []])
}

/** A sign-in in the second in which all were ended is ended as well. */
async function signInAgain(
  { client }: Device,
  { handle, password }: { handle: string; password: string },
): Promise<void> {
  await eventually(async () => {
    await client.signIn({ handle, password })
    await client.connect()
  })
}

async function worksOn({ client }: Device, handle: string): Promise<void> {
  await (await client.openDirect(handle)).send('still here').acked
  expect((await client.profile()).user).toBe(client.me!.user)
}

describe('signing out', () => {
  test.skipIf(ONLY_EMBEDDED)(
    `one device closes its socket, and its token is refused over HTTPS as well, but no other’s${where}`,
    async () => {
      const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
      const phone = await laterDeviceOf(alice)
      const lost = await strangerOf(alice)
      expect((await ask(lost.account, 'GET /v1/sync')).status).toBe(200)
      await phone.client.signOutDevice(lost.device)
      await lost.hasEnded()
      // A warm function takes a token for good for a minute without looking.
      await embedded().kill()
      await embedded().restart()
      await isRefused(lost.account)
      await worksOn(phone, bob.handle)
    },
  )

  test('all others: they forget what they held and their tokens are refused, and this one goes on', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const storages = [memoryStorage(), memoryStorage()]
    const phone = await laterDeviceOf(alice)
    const others = await Promise.all(storages.map((storage) => deviceOf(alice, { storage })))
    const lost = await strangerOf(alice)
    await (await phone.with(bob)).send('a secret').acked
    for (const { heard } of others) await eventually(() => expect(texts(heard)).toEqual(['a secret']))
    await phone.client.signOutOthers()
    for (const [index, device] of others.entries()) await hasForgotten(device, storages[index]!)
    await lost.hasEnded()
    await isRefused(alice)
    await worksOn(phone, bob.handle)
    expect((await phone.client.devices()).map(({ own }) => own)).toEqual([true])

    const again = others[0]!
    await signInAgain(again, alice)
    const chat = await again.with(bob)
    await eventually(() => expect(texts(chat.messages)).toEqual(['a secret', 'still here']))
  })

  test.skipIf(RENEWS)(
    `all others also reaches a device that is away: it forgets everything when it comes back${renews}`,
    async () => {
      const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
      const storage = memoryStorage()
      const [phone, away] = [await laterDeviceOf(alice), await deviceOf(alice, { storage })]
      await (await away.with(bob)).send('a secret').acked
      await away.client.close()
      await phone.client.signOutOthers()
      const back = await newDevice(system(), { storage })
      await expect(back.client.connect()).rejects.toMatchObject({ code: 'SIGNED_OUT' })
      await hasForgotten(back, storage)
    },
  )

  test('everywhere leaves nobody signed in', async () => {
    const alice = await newcomer(system(), 'alice')
    const phone = await laterDeviceOf(alice)
    const lost = await strangerOf(alice)
    expect((await ask(lost.account, 'POST /v1/devices/sign-out', {})).status).toBe(200)
    await lost.hasEnded()
    await eventually(() => expect(phone.client.connection).toBe('signed-out'))
    await isRefused(alice)
    await signInAgain(phone, alice)
    expect(await phone.client.devices()).toHaveLength(1)
  })
})

describe('a new password', () => {
  test('ends all other sessions, and the one before opens nothing any more', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const storage = memoryStorage()
    const [phone, tablet] = [await laterDeviceOf(alice), await deviceOf(alice, { storage })]
    const lost = await strangerOf(alice)
    await (await tablet.with(bob)).send('a secret').acked
    const { handle, password } = alice
    const newPassword = 'another correct horse'
    for (const [passwords, code] of [
      [{ password: 'not the password', newPassword }, 'WRONG_CREDENTIALS'],
      [{ password, newPassword: 'short' }, 'BAD_REQUEST'],
    ] as const)
      await expect(phone.client.changePassword(passwords)).rejects.toMatchObject({ code })
    expect(tablet.client.connection).toBe('online')
    await phone.client.changePassword({ password, newPassword })
    await hasForgotten(tablet, storage)
    await lost.hasEnded()
    await isRefused(alice)
    await worksOn(phone, bob.handle)
    await expect(tablet.client.signIn({ handle, password })).rejects.toMatchObject({
      code: 'WRONG_CREDENTIALS',
    })
    await signInAgain(tablet, { handle, password: newPassword })
  })

  test.skipIf(RENEWS)(`leaves no session to be renewed but its own${keeps}`, async () => {
    const alice = await newcomer(system(), 'alice')
    const { handle, password } = alice
    const session = await sessionOf(alice)
    const renew = ({ refreshToken }: Session) =>
      rawHttp(system().httpUrl, 'POST /v1/sessions/refresh', { body: { refreshToken } })
    expect((await renew(session)).status).toBe(200)
    const changed = await rawHttp(system().httpUrl, 'PUT /v1/accounts/password', {
      body: { handle, password, newPassword: 'another correct horse' },
    })
    expect(changed.status).toBe(200)
    const refused = await renew(session)
    expect([refused.status, refused.body.error?.code]).toEqual([401, 'WRONG_CREDENTIALS'])
    expect((await renew(changed.body as Session)).status).toBe(200)
  })
})
