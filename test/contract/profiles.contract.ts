import { DEVICES_PER_USER } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import type { Profiles } from '../../lambdas/ports.ts'
import { newDevice, newHandle, newSpeaker, newUser } from '../fixtures/people.ts'

/** What every Profiles guarantees. */
export function profilesContract(open: () => Profiles): void {
  const profiles = open()
  const newProfile = () => ({ user: newUser(), handle: newHandle(), name: 'Ada \u{1f600}' })

  describe('claim', () => {
    it('makes a person findable by id and by handle', async () => {
      const profile = newProfile()
      expect(await profiles.claim(profile)).toBe('claimed')
      expect(await profiles.of([profile.user])).toEqual([profile])
      expect(await profiles.byHandle(profile.handle)).toEqual(profile)
    })

    it('gives one handle to exactly one of twenty people', async () => {
      const handle = newHandle()
      const people = Array.from({ length: 20 }, () => ({ ...newProfile(), handle }))
      const results = await Promise.all(people.map((person) => profiles.claim(person)))
      const winners = people.filter((_, index) => results[index] === 'claimed')
      expect(winners).toHaveLength(1)
      expect(await profiles.byHandle(handle)).toEqual(winners[0])
      expect(await profiles.of(people.map(({ user }) => user))).toEqual(winners)
    })

    it('may be repeated by its owner, also at once, and changes the name', async () => {
      const profile = newProfile()
      const results = await Promise.all(Array.from({ length: 3 }, () => profiles.claim(profile)))
      expect(new Set(results)).toEqual(new Set(['claimed']))
      const renamed = { ...profile, name: 'Ada L.' }
      expect(await profiles.claim(renamed)).toBe('claimed')
      expect(await profiles.byHandle(profile.handle)).toEqual(renamed)
    })

    it('writes neither part when the handle is another’s', async () => {
      const [owner, rival] = [newProfile(), newProfile()]
      await profiles.claim(owner)
      expect(await profiles.claim({ ...rival, handle: owner.handle })).toBe('taken')
      expect(await profiles.byHandle(owner.handle)).toEqual(owner)
      expect(await profiles.of([rival.user])).toEqual([])
    })

    it('gives nobody a second handle', async () => {
      const profile = newProfile()
      const second = newHandle()
      await profiles.claim(profile)
      expect(await profiles.claim({ ...profile, handle: second })).toBe('taken')
      expect(await profiles.byHandle(second)).toBeUndefined()
      expect(await profiles.of([profile.user])).toEqual([profile])
    })
  })

  describe('of', () => {
    it('finds each person once and leaves out who does not exist', async () => {
      const people = [newProfile(), newProfile()]
      for (const person of people) await profiles.claim(person)
      const users = people.map(({ user }) => user)
      const found = await profiles.of([...users, newUser(), users[0]!])
      expect(found).toHaveLength(2)
      expect(found).toEqual(expect.arrayContaining(people))
      expect(await profiles.of([])).toEqual([])
    })
  })

  describe('byHandle', () => {
    it('finds nobody under a handle that nobody has', async () => {
      expect(await profiles.byHandle(newHandle())).toBeUndefined()
    })
  })

  describe('admitDevice', () => {
    it('admits as many devices as one may have, and those again, but no further one', async () => {
      const user = newUser()
      const devices = Array.from({ length: DEVICES_PER_USER }, () => newSpeaker(user))
      for (const device of devices) expect(await profiles.admitDevice(device, 'phone', 1)).toBe(true)
      expect(await profiles.admitDevice(newSpeaker(user), undefined, 2)).toBe(false)
      expect(await profiles.admitDevice(devices[0]!, 'renamed', 3)).toBe(true)
      expect(await profiles.admitDevice(newSpeaker(), undefined, 3)).toBe(true)
    })

    it('counts a device once, however often it comes at once', async () => {
      const user = newUser()
      const device = { user, device: newDevice() }
      const results = await Promise.all(
        Array.from({ length: DEVICES_PER_USER + 5 }, () => profiles.admitDevice(device, undefined, 1)),
      )
      expect(new Set(results)).toEqual(new Set([true]))
      expect(await profiles.admitDevice(newSpeaker(user), undefined, 2)).toBe(true)
    })
  })

  describe('devices', () => {
    it('lists a person’s own, as they were first admitted', async () => {
      const [phone, laptop] = [newSpeaker(), newSpeaker()]
      const tablet = newSpeaker(phone.user)
      await profiles.admitDevice(phone, 'Phone \u{1f600}', 1)
      await profiles.admitDevice(phone, 'renamed', 2)
      await profiles.admitDevice(tablet, undefined, 3)
      await profiles.admitDevice(laptop, 'Laptop', 4)
      const devices = await profiles.devices(phone.user)
      expect(devices).toHaveLength(2)
      expect(devices).toEqual(
        expect.arrayContaining([
          { device: phone.device, name: 'Phone \u{1f600}', since: 1 },
          { device: tablet.device, since: 3 },
        ]),
      )
      expect(await profiles.devices(newUser())).toEqual([])
    })

    it('forgets one that is removed, which makes room for another', async () => {
      const user = newUser()
      const devices = Array.from({ length: DEVICES_PER_USER }, () => newSpeaker(user))
      for (const device of devices) await profiles.admitDevice(device, undefined, 1)
      expect(await profiles.removeDevice(newSpeaker(user))).toBe(false)
      expect(await profiles.removeDevice(devices[0]!)).toBe(true)
      expect(await profiles.removeDevice(devices[0]!)).toBe(false)
      expect(await profiles.devices(user)).toHaveLength(DEVICES_PER_USER - 1)
      expect(await profiles.admitDevice(newSpeaker(user), undefined, 2)).toBe(true)
      expect(await profiles.admitDevice(newSpeaker(user), undefined, 2)).toBe(false)
    })
  })
}
