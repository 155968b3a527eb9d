import type { ConversationId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import type { PushEndpoint, PushEndpoints, Sockets, Speaker } from '../../lambdas/ports.ts'
import { newPair, newSpeaker, newUser } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000
const LEASE = 60_000

/** What every PushEndpoints guarantees; `sockets` says what fan-out finds. */
export function pushEndpointsContract(open: () => { endpoints: PushEndpoints; sockets: Sockets }): void {
  const { endpoints, sockets } = open()

  const known = async (device = newSpeaker(), signedInAt = NOW) => {
    await sockets.issue({ ...device, hash: newUser(), expiresAt: NOW, signedInAt })
    return device
  }
  const newToken = () => `token-${newUser()}`
  const endpointOf = (device: Speaker, address = `arn:endpoint/${newUser()}`): PushEndpoint => ({
    ...device,
    service: 'fcm',
    address,
  })
  const pushable = async (...devices: Speaker[]) =>
    (await sockets.listeningOf(devices.map(({ user }) => user))).pushable.map(({ device }) => device).sort()
  const registered = async (token = newToken(), device?: Speaker) => {
    const endpoint = endpointOf(await known(device))
    expect(await endpoints.put(endpoint, token)).toEqual({})
    return endpoint
  }

  describe('put', () => {
    it('keeps an endpoint a device, and lets fan-out know that it can be pushed to', async () => {
      const phone = await registered()
      const tablet = await registered(newToken(), newSpeaker(phone.user))
      const found = await endpoints.of(phone.user)
      expect(found).toHaveLength(2)
      expect(found).toEqual(expect.arrayContaining([phone, tablet]))
      expect(await pushable(phone)).toEqual([phone.device, tablet.device].sort())
    })

    it('says what the device had before, if that was another, and forgets it', async () => {
      const first = await registered()
      const token = newToken()
      const second = endpointOf(first)
      expect(await endpoints.put(second, token)).toEqual({ before: first })
      expect(await endpoints.put(second, token)).toEqual({})
      expect(await endpoints.of(first.user)).toEqual([second])
      await endpoints.removeByAddress(first.address)
      expect(await endpoints.of(first.user)).toEqual([second])
      expect(await pushable(first)).toEqual([first.device])
    })

    it('moves a token to its newest owner', async () => {
      const token = newToken()
      const before = await registered(token)
      const after = endpointOf(await known(), before.address)
      expect(await endpoints.put(after, token)).toEqual({})
      expect(await endpoints.of(before.user)).toEqual([])
      expect(await endpoints.of(after.user)).toEqual([after])
      expect(await pushable(before, after)).toEqual([after.device])
    })

    it('moves it between devices of one person, whatever address it has now', async () => {
      const token = newToken()
      const before = await registered(token)
      const after = endpointOf(await known(newSpeaker(before.user)))
      expect(await endpoints.put(after, token)).toEqual({})
      expect(await endpoints.of(after.user)).toEqual([after])
      expect(await pushable(after)).toEqual([after.device])
      await endpoints.removeByAddress(before.address)
      expect(await endpoints.of(after.user)).toEqual([after])
    })

    it('gives a token that many devices claim at one moment to exactly one of them', async () => {
      const token = newToken()
      const devices = await Promise.all(Array.from({ length: 8 }, () => known()))
      const address = `arn:endpoint/${newUser()}`
      await Promise.all(devices.map((device) => endpoints.put(endpointOf(device, address), token)))
      const held = (await Promise.all(devices.map(({ user }) => endpoints.of(user)))).flat()
      expect(held).toHaveLength(1)
      expect(await pushable(...devices)).toEqual([held[0]!.device])
    })

    it('swaps two tokens between two devices, and loses neither', async () => {
      const [one, two] = [newToken(), newToken()]
      const [ada, ben] = [await registered(one), await registered(two)]
      await Promise.all([
        endpoints.put({ ...ada, address: ben.address }, two),
        endpoints.put({ ...ben, address: ada.address }, one),
      ])
      const held = [...(await endpoints.of(ada.user)), ...(await endpoints.of(ben.user))]
      expect(new Set(held.map(({ address }) => address)).size).toBe(held.length)
      expect(await pushable(ada, ben)).toEqual(held.map(({ device }) => device).sort())
      expect(held.length).toBeGreaterThan(0)
    })

    it('keeps nothing for a device that never had a ticket, or was banished since', async () => {
      const [stranger, banished] = [newSpeaker(), await known()]
      await sockets.banish(banished, NOW)
      for (const device of [stranger, banished]) {
        expect(await endpoints.put(endpointOf(device), newToken())).toBe('unknown')
        expect(await endpoints.of(device.user)).toEqual([])
        expect(await pushable(device)).toEqual([])
      }
    })

    it('makes a device that came back after it was banished pushable again, with the very same endpoint', async () => {
      const token = newToken()
      const phone = await registered(token)
      await sockets.banish(phone, NOW)
      expect(await pushable(phone)).toEqual([])
      await known(phone, NOW + 1)
      expect(await endpoints.put(phone, token)).toEqual({})
      expect(await pushable(phone)).toEqual([phone.device])
    })
  })

  describe('remove', () => {
    it('forgets what a device has, by the device or by the address, and says what it was', async () => {
      const [one, two] = [await registered(), await registered()]
      expect(await endpoints.remove({ user: one.user, device: one.device })).toEqual(one)
      expect(await endpoints.remove(one)).toBeUndefined()
      await endpoints.removeByAddress(two.address)
      await endpoints.removeByAddress(two.address)
      expect([...(await endpoints.of(one.user)), ...(await endpoints.of(two.user))]).toEqual([])
      expect(await pushable(one, two)).toEqual([])
    })

    it('leaves the token to whoever has it next', async () => {
      const token = newToken()
      const before = await registered(token)
      await endpoints.remove(before)
      const after = await registered(token)
      expect(await endpoints.remove(before)).toBeUndefined()
      expect(await endpoints.of(after.user)).toEqual([after])
    })

    it('does nothing for an address that nobody has', async () => {
      await expect(endpoints.removeByAddress('arn:endpoint/nobody')).resolves.toBeUndefined()
    })
  })

  describe('take', () => {
    const conversation = newPair().conversation
    const take = (device: Speaker, seq: number, now = NOW, of: ConversationId = conversation) =>
      endpoints.take(device, of, seq, now, LEASE)

    it('lets one of ten have a push, and the others wait for it', async () => {
      const device = newSpeaker()
      const results = await Promise.all(Array.from({ length: 10 }, () => take(device, 3)))
      expect(results.sort()).toEqual([...Array(9).fill('busy'), 'taken'])
    })

    it('is final once done', async () => {
      const device = newSpeaker()
      await take(device, 3)
      await endpoints.done(device, conversation, 3)
      expect(await take(device, 3, NOW + 10 * LEASE)).toBe('done')
      expect(await take(device, 2, NOW + 10 * LEASE)).toBe('done')
      expect(await take(device, 4)).toBe('taken')
    })

    it('may be taken again when its lease is over, and not before', async () => {
      const device = newSpeaker()
      await take(device, 3)
      expect(await take(device, 3, NOW + LEASE - 1)).toBe('busy')
      expect(await take(device, 3, NOW + LEASE)).toBe('taken')
    })

    it('moves forward: what is behind a later one is done, and does not end that', async () => {
      const device = newSpeaker()
      await take(device, 3)
      expect(await take(device, 5)).toBe('taken')
      expect(await take(device, 4)).toBe('done')
      await endpoints.done(device, conversation, 3)
      expect(await take(device, 5)).toBe('busy')
    })

    it('is each device’s and each conversation’s own', async () => {
      const device = newSpeaker()
      await take(device, 3)
      expect(await take(newSpeaker(device.user), 3)).toBe('taken')
      expect(await take(device, 3, NOW, newPair().conversation)).toBe('taken')
    })
  })
}
