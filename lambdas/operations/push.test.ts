import { describe, expect, it } from 'vitest'
import { ask, asking, newPeople } from '../../test/fixtures/asking.ts'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld, type World } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { removeDevice, signOutEverywhere } from './devices.ts'
import { putPush, removePush } from './push.ts'

type Service = 'apns' | 'apns-sandbox' | 'fcm'

/** Ada, with a telephone that is known and connected. */
async function scene() {
  const world = newWorld()
  const [telephone] = (await newPeople(world, 1)) as [Speaker]
  await join(world, telephone)
  return { world, telephone, ...calls(world) }
}
async function join(world: World, device: Speaker) {
  await world.profiles.admitDevice(device, 'Telephone', 1)
  await world.connect(device)
}
function calls(world: World) {
  return {
    put: (by: Speaker, token: string, service: Service = 'fcm') =>
      putPush(ask({ service, token }, { device: by.device }), asking(world, by)),
    remove: (by: Speaker) => removePush(ask({}, { device: by.device }), asking(world, by)),
    addressesOf: async ({ user }: Speaker) =>
      (await world.pushEndpoints.of(user)).map(({ address }) => address),
    pushable: async (by: Speaker) => (await world.sockets.listeningOf([by.user])).pushable,
  }
}

describe('putPush', () => {
  it('lets the device be pushed to, however often it is said', async () => {
    const { world, telephone, put, addressesOf, pushable } = await scene()
    expect(await put(telephone, 'a-token')).toEqual({ on: true })
    expect(await put(telephone, 'a-token')).toEqual({ on: true })
    expect(await pushable(telephone)).toEqual([telephone])
    const [address] = await addressesOf(telephone)
    expect(await addressesOf(telephone)).toEqual([address])
    expect(world.pusher.knows(address!)).toBe(true)
  })

  it('says where a service is off, and keeps nothing', async () => {
    const { telephone, put, addressesOf } = await scene()
    expect(await put(telephone, 'a-token', 'apns-sandbox')).toEqual({ on: false })
    expect(await addressesOf(telephone)).toEqual([])
  })

  it('forgets the token that the device had before, at the service too', async () => {
    const { world, telephone, put, addressesOf } = await scene()
    await put(telephone, 'a-token')
    const [before] = await addressesOf(telephone)
    await put(telephone, 'another-token', 'apns')
    const [after] = await addressesOf(telephone)
    expect([world.pusher.knows(before!), world.pusher.knows(after!)]).toEqual([false, true])
    expect(await addressesOf(telephone)).toEqual([after])
  })

  it('gives a token to whoever signed in last on that telephone', async () => {
    const { world, telephone, put, addressesOf } = await scene()
    await put(telephone, 'a-token')
    const [ben] = (await newPeople(world, 1)) as [Speaker]
    await join(world, ben)
    await put(ben, 'a-token')
    expect(await addressesOf(telephone)).toEqual([])
    const [address] = await addressesOf(ben)
    expect(world.pusher.knows(address!)).toBe(true)
  })

  it('is refused for what is no token, and for a device that is not one’s own', async () => {
    const { world, telephone, put, addressesOf } = await scene()
    await expect(put(telephone, 'not-a-token')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(put(newSpeaker(telephone.user), 'a-token')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const [ben] = (await newPeople(world, 1)) as [Speaker]
    await expect(put({ ...telephone, user: ben.user }, 'a-token')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await addressesOf(telephone)).toEqual([])
  })

  it('keeps nothing for a device that is signed out at this very moment', async () => {
    const { world, telephone, put, addressesOf, pushable } = await scene()
    await world.sockets.banish(telephone, world.clock.now)
    await expect(put(telephone, 'a-token')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect([...(await addressesOf(telephone)), ...(await pushable(telephone))]).toEqual([])
  })
})

describe('removePush', () => {
  it('takes the device out, here and at the service, and only it; twice is once', async () => {
    const { world, telephone, put, remove, addressesOf, pushable } = await scene()
    const tablet = newSpeaker(telephone.user)
    await join(world, tablet)
    await put(telephone, 'a-token')
    const [address] = await addressesOf(telephone)
    await put(tablet, 'another-token')
    for (const _ of [1, 2]) expect(await remove(telephone)).toEqual({})
    expect(world.pusher.knows(address!)).toBe(false)
    expect(await addressesOf(telephone)).toHaveLength(1)
    expect(await pushable(telephone)).toEqual([tablet])
  })
})

describe('a device that is signed out', () => {
  it.each([
    ['alone', removeDevice, (device: Speaker) => ask({}, { device: device.device })],
    ['with all others', signOutEverywhere, () => ask({})],
  ] as const)('is pushed to no more: %s', async (_, signOut, asked) => {
    const { world, telephone, put, addressesOf, pushable } = await scene()
    await put(telephone, 'a-token')
    const [address] = await addressesOf(telephone)
    await signOut(asked(telephone) as never, asking(world, telephone))
    expect([...(await addressesOf(telephone)), ...(await pushable(telephone))]).toEqual([])
    expect(world.pusher.knows(address!)).toBe(false)
  })

  it('is pushed to no more though it registered in the middle of that', async () => {
    const { world, telephone, put, addressesOf, pushable } = await scene()
    const { sockets } = world
    const racing: World = {
      ...world,
      sockets: {
        ...sockets,
        banish: async (device, now) => {
          await put(telephone, 'a-token')
          return sockets.banish(device, now)
        },
        banishAll: async (...args) => {
          await put(telephone, 'a-token')
          return sockets.banishAll(...args)
        },
      },
    }
    await removeDevice(ask({}, { device: telephone.device }), asking(racing, telephone))
    expect([...(await addressesOf(telephone)), ...(await pushable(telephone))]).toEqual([])
  })
})
