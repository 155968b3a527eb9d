import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { HandshakeRefused, RawSocket } from '../fixtures/raw-socket.ts'
import { newcomer, newDeviceId, rawSocketOf, ticketOf } from './accounts.ts'
import { ALLOWED_ORIGIN, TARGET, useSystem } from './target.ts'

const system = useSystem()

/** What a refused handshake is answered with: an emulator says 403 to all of them. */
const refused = (status: number) => (TARGET === 'localstack' ? 403 : status)

/** The status that the handshake was refused with; 101 if it was not. */
async function statusOf(opening: Promise<RawSocket>): Promise<number> {
  try {
    const socket = await opening
    socket.vanish()
    return 101
  } catch (error) {
    if (error instanceof HandshakeRefused) return error.status
    throw error
  }
}

const open = (options: Parameters<typeof RawSocket.open>[1]) =>
  statusOf(RawSocket.open(system().socketUrl, options))

describe('a ticket', () => {
  test('opens a socket that speaks for its device', async () => {
    const socket = await rawSocketOf(await newcomer(system()))
    expect(await socket.request({ action: 'ping' })).toMatchObject({ ok: true, resync: false })
  })

  test('that has been used is refused', async () => {
    const { ticket } = await ticketOf(await newcomer(system()))
    expect(await open({ ticket })).toBe(101)
    expect(await open({ ticket })).toBe(refused(401))
  })

  test('carried by ten sockets at once opens exactly one', async () => {
    const account = await newcomer(system())
    // More than once: the first time the functions are still starting, one after the other.
    for (let round = 0; round < 5; round++) {
      const { ticket } = await ticketOf(account)
      const statuses = await Promise.all(Array.from({ length: 10 }, () => open({ ticket })))
      expect(statuses.toSorted()).toEqual([101, ...Array<number>(9).fill(refused(401))])
    }
  })

  test('is replaced by the next one for the same device', async () => {
    const [account, device] = [await newcomer(system()), newDeviceId()]
    const { ticket: first } = await ticketOf(account, device)
    const { ticket: second } = await ticketOf(account, device)
    expect(await open({ ticket: first })).toBe(refused(401))
    expect(await open({ ticket: second })).toBe(101)
  })

  test('is of no use for another device, another user or with another secret', async () => {
    const [account, stranger] = [await newcomer(system()), await newcomer(system())]
    const { ticket } = await ticketOf(account)
    const [user, device, secret] = ticket.split('.') as [string, string, string]
    const forged = [
      `${user}.${newDeviceId()}.${secret}`,
      `${stranger.user}.${device}.${secret}`,
      `${user}.${device}.${'A'.repeat(secret.length)}`,
      `${user}.${device}`,
      `${ticket}.more`,
      '',
    ]
    for (const each of forged) expect(await open({ ticket: each })).toBe(refused(401))
    expect(await open({ ticket })).toBe(101)
  })

  test('is refused when its time is over', async () => {
    const { ticket, expiresAt } = await ticketOf(await newcomer(system()))
    await sleep(expiresAt - Date.now() + 1_000)
    expect(await open({ ticket })).toBe(refused(401))
  })
})

describe('a handshake', () => {
  test('without a ticket is refused', async () => {
    expect(await open({})).toBe(refused(401))
  })

  test('in a version that the server does not know is refused, and its ticket stays good', async () => {
    const { ticket } = await ticketOf(await newcomer(system()))
    expect(await open({ ticket, version: '2' })).toBe(refused(400))
    expect(await open({ ticket })).toBe(101)
  })

  test('from a foreign page is refused, and its ticket stays good', async () => {
    const { ticket } = await ticketOf(await newcomer(system()))
    const foreign = ['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example']
    for (const origin of foreign) expect(await open({ ticket, origin })).toBe(403)
    expect(await open({ ticket })).toBe(101)
  })

  test.skipIf(!ALLOWED_ORIGIN)('from a page that is let in opens', async () => {
    const { ticket } = await ticketOf(await newcomer(system()))
    expect(await open({ ticket, origin: ALLOWED_ORIGIN! })).toBe(101)
  })
})

test('a device that connects again takes the place of its old socket, which is told so and closed', async () => {
  const [account, device] = [await newcomer(system()), newDeviceId()]
  const old = await rawSocketOf(account, device)
  const told = old.next(({ event }) => event === 'closing')
  const socket = await rawSocketOf(account, device)
  expect(await told).toEqual({ event: 'closing', reason: 'replaced' })
  await old.closed
  expect(await socket.request({ action: 'ping' })).toMatchObject({ ok: true })
})
