import { DEFAULT_SETTINGS } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { ask, asking, newPeople } from '../../test/fixtures/asking.ts'
import { newConnection, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { listDevices, removeDevice, signOutEverywhere } from './devices.ts'
import { putSettings } from './settings.ts'

/** Ada with a telephone, which is online, and a tablet, which is not. */
async function scene() {
  const world = newWorld()
  const [telephone] = (await newPeople(world, 1)) as [Speaker]
  const tablet = newSpeaker(telephone.user)
  await world.profiles.admitDevice(telephone, 'Telephone', 1)
  await world.profiles.admitDevice(tablet, undefined, 2)
  const connection = await world.connect(telephone)
  const list = async (by: { user: Speaker['user'] } = telephone) =>
    (await listDevices(ask({}), asking(world, by))).devices
  const remove = (device: string, by: { user: Speaker['user'] } = telephone, at: World = world) =>
    removeDevice(ask({}, { device }), asking(at, by))
  return { world, telephone, tablet, connection, list, remove }
}

describe('listDevices', () => {
  it('tells one’s own, and which of them are online', async () => {
    const { telephone, tablet, list } = await scene()
    const devices = await list()
    expect(devices).toHaveLength(2)
    expect(devices).toEqual(
      expect.arrayContaining([
        { device: telephone.device, name: 'Telephone', since: 1, online: true },
        { device: tablet.device, since: 2, online: false },
      ]),
    )
    expect(await list(newSpeaker())).toEqual([])
  })
})

describe('removeDevice', () => {
  it('tells the device that it is signed out, closes its socket, and forgets it', async () => {
    const { world, telephone, tablet, connection, list, remove } = await scene()
    expect(await remove(telephone.device)).toEqual({})
    expect(world.eventsOf(connection)[0]).toEqual({ event: 'closing', reason: 'signed-out' })
    expect(world.post.isOpen(connection)).toBe(false)
    expect(await list()).toEqual([{ device: tablet.device, since: 2, online: false }])
    expect(await world.sockets.speaker(connection)).toBeUndefined()
    expect(await world.sockets.isBanished(telephone, world.clock.now)).toBe(true)
    expect(await world.sockets.isBanished(tablet, 0)).toBe(false)
    await expect(remove(telephone.device)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('leaves other people’s devices alone, and banishes none that there is not', async () => {
    const { world, telephone, connection, remove } = await scene()
    const stranger = newSpeaker()
    await expect(remove(telephone.device, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(world.post.isOpen(connection)).toBe(true)
    const unknown = newSpeaker(telephone.user)
    await expect(remove(unknown.device)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await world.sockets.isBanished(unknown, 0)).toBe(false)
  })

  it('closes the socket that was opened meanwhile as well', async () => {
    const { world, telephone, connection, remove } = await scene()
    let latest = newConnection()
    const banish: World['sockets']['banish'] = async (...asked) => {
      latest = await world.connect(telephone)
      return world.sockets.banish(...asked)
    }
    await remove(telephone.device, telephone, { ...world, sockets: { ...world.sockets, banish } })
    expect([connection, latest].map((one) => world.post.isOpen(one))).toEqual([false, false])
    expect(world.eventsOf(latest)).toContainEqual({ event: 'closing', reason: 'signed-out' })
  })

  it.each(['banish', 'removeDevice'] as const)('that died at its %s is simply repeated', async (step) => {
    const { world, telephone, connection, list, remove } = await scene()
    const died = () => Promise.reject(new Error('died'))
    const dying = {
      ...world,
      sockets: { ...world.sockets, ...(step === 'banish' && { banish: died }) },
      profiles: { ...world.profiles, ...(step === 'removeDevice' && { removeDevice: died }) },
    }
    await expect(remove(telephone.device, telephone, dying)).rejects.toThrow('died')
    expect(world.post.isOpen(connection)).toBe(false)
    expect(await remove(telephone.device)).toEqual({})
    expect(await list()).toHaveLength(1)
    expect(await world.sockets.isBanished(telephone, world.clock.now)).toBe(true)
  })

  it('goes on though the socket can be told nothing', async () => {
    const { world, telephone, list, remove } = await scene()
    const send = () => Promise.reject(new Error('unreachable'))
    await remove(telephone.device, telephone, { ...world, post: { ...world.post, send } })
    expect(await list()).toHaveLength(1)
  })
})

describe('signOutEverywhere', () => {
  const EARLIER = 3_600_000
  const everywhere = async () => {
    const base = await scene()
    const { world, telephone, tablet } = base
    const onTablet = await world.connect(tablet)
    world.clock.now += EARLIER
    const signOut = (keep?: string, at: World = world) =>
      signOutEverywhere(ask({ keep }), asking(at, telephone, world.clock.now - EARLIER + 1_000))
    const reissue = ({ user, device }: Speaker, signedInAt: number) =>
      world.sockets.issue({ user, device, hash: 'h', expiresAt: world.clock.now, signedInAt })
    await reissue(telephone, world.clock.now - EARLIER + 1_000)
    return { ...base, onTablet, signOut, reissue }
  }

  it('closes and forgets every device but the one kept, whose sign-in alone stays good', async () => {
    const { world, telephone, tablet, connection, onTablet, list, signOut, reissue } = await everywhere()
    const its = world.clock.now - EARLIER + 1_000
    expect(await signOut(telephone.device)).toEqual({})
    expect(world.eventsOf(onTablet)[0]).toEqual({ event: 'closing', reason: 'signed-out' })
    expect([connection, onTablet].map((one) => world.post.isOpen(one))).toEqual([true, false])
    expect((await list()).map(({ device }) => device)).toEqual([telephone.device])
    expect(await world.sockets.isVoid(telephone.user, its)).toBe(false)
    expect(await world.sockets.isVoid(telephone.user, its - 1_000)).toBe(true)
    expect([await reissue(tablet, its - 1_000), await reissue(telephone, its)]).toEqual([false, true])
  })

  it('closes all where none is kept, and lets in who signs in again', async () => {
    const { world, telephone, tablet, connection, onTablet, list, signOut, reissue } = await everywhere()
    await signOut()
    expect([connection, onTablet].map((one) => world.post.isOpen(one))).toEqual([false, false])
    expect(await list()).toEqual([])
    for (const device of [telephone, tablet]) {
      expect(await reissue(device, world.clock.now)).toBe(false)
      expect(await reissue(device, world.clock.now + 1)).toBe(true)
    }
  })

  it('is refused to a device whose sign-in was ended meanwhile', async () => {
    const { world, telephone, tablet, signOut } = await everywhere()
    await world.sockets.banish(telephone, world.clock.now)
    await expect(signOut(telephone.device)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await world.sockets.isBanished(telephone, world.clock.now)).toBe(true)
    expect(await world.sockets.isBanished(tablet, world.clock.now)).toBe(false)
  })

  it.each(['liveOf', 'banishAll'] as const)('that died at its %s is simply repeated', async (step) => {
    const { world, telephone, onTablet, list, signOut } = await everywhere()
    const sockets = { ...world.sockets, [step]: () => Promise.reject(new Error('died')) }
    await expect(signOut(telephone.device, { ...world, sockets })).rejects.toThrow('died')
    await signOut(telephone.device)
    expect(world.post.isOpen(onTablet)).toBe(false)
    expect(await list()).toHaveLength(1)
  })
})

describe('putSettings', () => {
  it('changes what is given and leaves the rest', async () => {
    const { world, telephone, tablet } = await scene()
    const put = (chosen: Parameters<typeof putSettings>[0]['body'] | object) =>
      putSettings(ask({ device: tablet.device, ...chosen }), asking(world, telephone))
    expect(await put({})).toEqual(DEFAULT_SETTINGS)
    const hiding = { ...DEFAULT_SETTINGS, readReceipts: 'nobody', lastSeen: 'contacts' }
    expect(await put({ readReceipts: 'nobody', lastSeen: 'contacts' })).toEqual(hiding)
    expect(await put({})).toEqual(hiding)
    expect((await world.settings.of([telephone.user])).get(telephone.user)).toEqual(hiding)
    const quietHours = { from: 1_320, to: 360, zone: 'Europe/Berlin' }
    expect(await put({ readReceipts: 'everyone', quietHours })).toEqual({
      ...hiding,
      readReceipts: 'everyone',
      quietHours,
    })
    expect(await put({ quietHours: null })).toEqual({ ...hiding, readReceipts: 'everyone' })
  })

  it('refuses a time zone that there is not', async () => {
    const { world, tablet, telephone } = await scene()
    const quietHours = { from: 0, to: 1, zone: 'Europe/Atlantis' }
    await expect(
      putSettings(ask({ device: tablet.device, quietHours }), asking(world, telephone)),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
