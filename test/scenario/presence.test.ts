import { setTimeout as sleep } from 'node:timers/promises'
import type { Presence, UserId } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { type Account, newcomer, rawSocketOf } from './accounts.ts'
import { type Device, deviceOf } from './devices.ts'
import { upTo } from './log.ts'
import { ONLY_EMBEDDED, useEmbeddedWith, useSystem } from './target.ts'

/** As soon as a deployment can have it, so that nobody waits for long until somebody has gone; seconds. */
const TIMEOUT = 3
const embedded = useEmbeddedWith({
  presenceHeartbeat: '1',
  presenceTimeout: String(TIMEOUT),
  presenceWritten: '1',
})
const system = ONLY_EMBEDDED ? useSystem() : embedded
const where = ONLY_EMBEDDED ? ' (only where the timeout is short, and sockets can be cut)' : ''

type Someone = { readonly account: Account; readonly device: Device }

async function someone(name: string): Promise<Someone> {
  const account = await newcomer(system(), name)
  return { account, device: await deviceOf(account) }
}

/** Alice, and Bob who watches her, with all that he is told of anybody. */
async function watched() {
  const [alice, bob] = [await someone('alice'), await someone('bob')]
  return { alice, bob, told: watching(bob, alice) }
}

function watching({ device: { client } }: Someone, ...people: Someone[]): Presence[] {
  const told: Presence[] = []
  client.on('presence', (presence) => told.push(presence))
  client.watch(people.map(({ account }) => account.user))
  return told
}

function sees({ device }: Someone, { account }: Someone, online: boolean | undefined): Promise<void> {
  return eventually(() => expect(device.client.presence(account.user).online).toBe(online))
}

/** Whether somebody was online, one turn after the other. */
function turnsOf({ account }: Someone, told: readonly Presence[]): boolean[] {
  const known = told.filter(({ user, online }) => user === account.user && online !== undefined)
  return known.map(({ online }) => online!).filter((online, index, all) => online !== all[index - 1])
}

function usersIn(told: readonly Presence[]): Set<UserId> {
  return new Set(told.map(({ user }) => user))
}

async function asked({ device }: Someone, { account }: Someone): Promise<Presence> {
  const [presence] = await device.client.fetchPresence([account.user])
  return presence!
}

/** What is said of who hides it, and of who was never seen. */
function nothingOf({ account }: Someone): Presence {
  return { user: account.user }
}

describe('who is watched', () => {
  test('comes online when the app is in use', async () => {
    const { alice, bob, told } = await watched()
    expect(await asked(bob, alice)).toEqual(nothingOf(alice))
    alice.device.client.setActive(true)
    await sees(bob, alice, true)
    expect(turnsOf(alice, told)).toEqual([true])
    expect(await asked(bob, alice)).toEqual({
      user: alice.account.user,
      online: true,
      seen: expect.any(Number),
    })
  })

  test.skipIf(ONLY_EMBEDDED)(
    `goes offline after the app is left, however it is left, but not while another device has it in use${where}`,
    async () => {
      const { alice, bob, told } = await watched()
      const leaving: { readonly one: Someone; readonly leave: () => unknown }[] = []
      for (const how of ['setActive', 'signOut', 'disconnect', 'close'] as const) {
        const one = await someone(how.toLowerCase())
        leaving.push({ one, leave: () => one.device.client[how](false) })
      }
      const half = await someone('half')
      const socket = await rawSocketOf(half.account)
      const gone = [half, ...leaving.map(({ one }) => one)]
      watching(bob, ...gone)
      const tablet = await deviceOf(alice.account)
      for (const { client } of [alice.device, tablet, ...leaving.map(({ one }) => one.device)])
        client.setActive(true)
      expect(await socket.request({ action: 'ping', active: true })).toMatchObject({ ok: true })
      // It says nothing more, and nobody will ever say that it is gone.
      socket.freeze()
      for (const one of [alice, ...gone]) await eventually(() => expect(turnsOf(one, told)[0]).toBe(true))

      alice.device.client.setActive(false)
      for (const { leave } of leaving) await leave()
      for (const one of gone) {
        await sees(bob, one, false)
        expect(turnsOf(one, told)).toEqual([true, false])
        expect(await asked(bob, one)).toEqual({
          user: one.account.user,
          online: false,
          seen: bob.device.client.presence(one.account.user).seen,
        })
      }
      expect(turnsOf(alice, told)).toEqual([true])
      const [{ one: back }] = leaving as [(typeof leaving)[number]]
      back.device.client.setActive(true)
      await sees(bob, back, true)
      expect(turnsOf(back, told)).toEqual([true, false, true])
    },
  )

  test.skipIf(ONLY_EMBEDDED)(`does not flicker when it comes back within the timeout${where}`, async () => {
    const { alice, bob, told } = await watched()
    alice.device.client.setActive(true)
    await sees(bob, alice, true)
    for (const _ of upTo(3)) {
      alice.device.client.disconnect()
      await alice.device.client.connect()
    }
    const both = [alice.device, bob.device].map((device) => ({ device, from: device.states.length }))
    embedded().cutSockets()
    for (const { device, from } of both)
      await eventually(() => expect(device.states.slice(from)).toContain('online'))
    // Longer than it takes until who says nothing more is told to be offline.
    await sleep((TIMEOUT + 4) * 1_000)
    await sees(bob, alice, true)
    expect(turnsOf(alice, told)).toEqual([true])
  })
})

describe('a watch', () => {
  test('of many hears of the newest hundred, and is kept over a reconnect', async () => {
    const [{ alice, bob }, cleo] = [await watched(), await someone('cleo')]
    const { client } = bob.device
    const nobodies = upTo(99).map((number) => String(number).padStart(25, '0') as UserId)
    const stop = client.watch([cleo.account.user, ...nobodies])
    for (const { device } of [alice, cleo]) device.client.setActive(true)
    await sees(bob, cleo, true)
    await sees(bob, alice, undefined)
    client.disconnect()
    await sees(bob, cleo, undefined)
    await client.connect()
    await sees(bob, cleo, true)
    await sees(bob, alice, undefined)
    stop()
    await sees(bob, alice, true)
    await sees(bob, cleo, undefined)
  })

  test('over a reconnect hears of who comes after it', async () => {
    const { alice, bob, told } = await watched()
    bob.device.client.disconnect()
    await bob.device.client.connect()
    alice.device.client.setActive(true)
    await sees(bob, alice, true)
    expect(usersIn(told)).toEqual(new Set([alice.account.user]))
  })
})

describe('who is online and was last seen when', () => {
  test('is told to contacts only, or to nobody, by who wants it so; and who hides it hears of nobody', async () => {
    const [alice, bob, cleo] = [await someone('alice'), await someone('bob'), await someone('cleo')]
    const witness = await someone('witness')
    await alice.device.client.updateSettings({ lastSeen: 'contacts' })
    await alice.device.client.addContact(bob.account.user)
    const [bobTold, cleoTold] = [watching(bob, alice, witness), watching(cleo, alice, witness)]
    for (const { device } of [alice, bob]) device.client.setActive(true)
    await sees(bob, alice, true)
    expect(await asked(cleo, alice)).toEqual(nothingOf(alice))

    await alice.device.client.updateSettings({ lastSeen: 'nobody' })
    await eventually(async () => expect(await asked(bob, alice)).toEqual(nothingOf(alice)))
    expect(await asked(alice, bob)).toEqual(nothingOf(bob))
    const aliceTold = watching(alice, bob, witness)
    // By then all that came before has been told.
    witness.device.client.setActive(true)
    for (const one of [bob, cleo]) await sees(one, witness, true)
    expect(usersIn(bobTold)).toEqual(new Set([alice.account.user, witness.account.user]))
    expect(usersIn(cleoTold)).toEqual(new Set([witness.account.user]))
    expect([aliceTold, await asked(alice, witness)]).toEqual([[], nothingOf(witness)])

    await alice.device.client.updateSettings({ lastSeen: null })
    for (const one of [bob, cleo])
      await eventually(async () => expect((await asked(one, alice)).online).toBe(true))
    await eventually(async () => expect((await asked(alice, witness)).online).toBe(true))
  })

  test('is told neither to whom one has blocked nor to who blocks one', async () => {
    const [alice, bob, witness] = [await someone('alice'), await someone('bob'), await someone('witness')]
    const chat = await bob.device.with(alice.account)
    await chat.block()
    const told = [watching(alice, bob, witness), watching(bob, alice, witness)]
    for (const { device } of [alice, bob]) device.client.setActive(true)
    for (const [one, other] of [
      [alice, bob],
      [bob, alice],
    ] as const)
      expect(await asked(one, other)).toEqual(nothingOf(other))
    witness.device.client.setActive(true)
    for (const one of [alice, bob]) await sees(one, witness, true)
    for (const each of told) expect(usersIn(each)).toEqual(new Set([witness.account.user]))
    await chat.block(false)
    await eventually(async () => expect((await asked(alice, bob)).online).toBe(true))
  })

  test.skipIf(ONLY_EMBEDDED)(
    `is told no more of who hides it, or blocks, while it is watched${where}`,
    async () => {
      const [alice, bob, dora] = [await someone('alice'), await someone('bob'), await someone('dora')]
      const witness = await someone('witness')
      const told = watching(bob, alice, dora, witness)
      for (const one of [alice, dora, witness]) {
        one.device.client.setActive(true)
        await sees(bob, one, true)
      }
      await alice.device.client.updateSettings({ lastSeen: 'nobody' })
      await (await dora.device.with(bob.account)).block()
      for (const { device } of [alice, dora]) device.client.setActive(false)
      // So that what would be told of them is told before this.
      await sleep(1_000)
      witness.device.client.setActive(false)
      await sees(bob, witness, false)
      for (const one of [alice, dora]) expect(turnsOf(one, told)).toEqual([true])
    },
  )
})
