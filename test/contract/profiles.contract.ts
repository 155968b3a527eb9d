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
      expect(await profiles.claim(profile)).toEqual({ profile })
      expect(await profiles.of([profile.user])).toEqual([profile])
      expect(await profiles.byHandle(profile.handle)).toEqual(profile)
    })

    it('gives one handle to exactly one of twenty people', async () => {
      const handle = newHandle()
      const people = Array.from({ length: 20 }, () => ({ ...newProfile(), handle }))
      const results = await Promise.all(people.map((person) => profiles.claim(person)))
      const winners = people.filter((_, index) => results[index] !== 'taken')
      expect(winners).toHaveLength(1)
      expect(await profiles.byHandle(handle)).toEqual(winners[0])
      expect(await profiles.of(people.map(({ user }) => user))).toEqual(winners)
    })

    it('may be repeated by its owner, also at once, and changes the name', async () => {
      const profile = newProfile()
      const results = await Promise.all(Array.from({ length: 3 }, () => profiles.claim(profile)))
      expect(results).toEqual(Array.from({ length: 3 }, () => ({ profile })))
      const renamed = { ...profile, name: 'Ada L.' }
      expect(await profiles.claim(renamed)).toEqual({ profile: renamed })
      expect(await profiles.byHandle(profile.handle)).toEqual(renamed)
    })

    it('writes neither part when the handle is another’s', async () => {
      const [owner, rival] = [newProfile(), newProfile()]
      await profiles.claim(owner)
      expect(await profiles.claim({ ...rival, handle: owner.handle })).toBe('taken')
      expect(await profiles.byHandle(owner.handle)).toEqual(owner)
      expect(await profiles.of([rival.user])).toEqual([])
    })

    it('keeps what is absent, and takes away what is null', async () => {
      const rest = { about: 'Écoute.', picture: newUser(), email: 'ada@example.com', phone: '+4930123456' }
      const profile = { ...newProfile(), ...rest }
      const { user, handle, name } = profile
      expect(await profiles.claim(profile)).toEqual({ profile })
      expect(await profiles.claim({ user, handle, name })).toEqual({ profile })
      const without = { ...profile, about: null, picture: null }
      const { about: _, picture: __, ...kept } = profile
      expect(await profiles.claim(without)).toEqual({ profile: kept })
      expect(await profiles.of([user])).toEqual([kept])
      expect(await profiles.claim({ ...kept, email: null, phone: null })).toEqual({
        profile: { user, handle, name },
      })
      expect(await profiles.byHandle(handle)).toEqual({ user, handle, name })
    })
  })

  describe('another handle', () => {
    it('is how one is found from then on; the one before is found by nobody, and stays one’s own', async () => {
      const [ada, eve] = [newProfile(), newProfile()]
      const moved = { ...ada, handle: newHandle() }
      for (const each of [ada, eve]) await profiles.claim(each)
      expect(await profiles.claim(moved)).toEqual({ profile: moved })
      expect(await profiles.byHandle(moved.handle)).toEqual(moved)
      expect(await profiles.byHandle(ada.handle)).toBeUndefined()
      expect(await profiles.claim({ ...eve, handle: ada.handle })).toBe('taken')
      expect(await profiles.of([eve.user])).toEqual([eve])
      expect(await profiles.claim(ada)).toEqual({ profile: ada })
      expect(await profiles.byHandle(ada.handle)).toEqual(ada)
      expect(await profiles.byHandle(moved.handle)).toBeUndefined()
    })

    it('is one of those that are chosen at once, and a moved profile is whole', async () => {
      const ada = newProfile()
      await profiles.claim(ada)
      const moves = Array.from({ length: 4 }, () => ({ ...ada, handle: newHandle() }))
      const results = await Promise.all(moves.map((each) => profiles.claim(each)))
      expect(results).toEqual(moves.map((profile) => ({ profile })))
      const [now] = await profiles.of([ada.user])
      expect(await profiles.byHandle(now!.handle)).toEqual(now)
      const found = await Promise.all([ada, ...moves].map(({ handle }) => profiles.byHandle(handle)))
      expect(found.filter((each) => each !== undefined)).toHaveLength(1)
    })

    it('signs in as the one that its owner signed up with', async () => {
      const ada = newProfile()
      const [second, third, stranger] = [newHandle(), newHandle(), newHandle()]
      await profiles.claim(ada)
      for (const handle of [second, third, ada.handle, second]) await profiles.claim({ ...ada, handle })
      for (const handle of [ada.handle, second, third]) {
        expect(await profiles.loginOf(handle)).toBe(ada.handle)
      }
      expect(await profiles.loginOf(stranger)).toBe(stranger)
    })
  })

  describe('bury', () => {
    it('leaves that the account was deleted, and its handles taken', async () => {
      const [ada, eve] = [{ ...newProfile(), about: 'Gone soon', phone: '+4930123456' }, newProfile()]
      const moved = { ...ada, handle: newHandle() }
      for (const each of [ada, moved, eve]) await profiles.claim(each)
      const deleted = { user: ada.user, handle: '', name: '', deleted: true }
      for (let times = 0; times < 2; times++) {
        await profiles.bury(ada.user)
        expect(await profiles.of([ada.user, eve.user])).toEqual(expect.arrayContaining([deleted, eve]))
        expect(await profiles.byHandle(moved.handle)).toBeUndefined()
        expect(await profiles.claim(moved)).toBe('gone')
      }
      for (const handle of [ada.handle, moved.handle]) {
        expect(await profiles.claim({ ...eve, handle })).toBe('taken')
        expect(await profiles.loginOf(handle)).toBe(ada.handle)
      }
    })

    it('comes before no claim that is made at the same moment', async () => {
      const ada = newProfile()
      await profiles.claim(ada)
      await Promise.all([
        profiles.claim({ ...ada, handle: newHandle() }),
        profiles.bury(ada.user),
        profiles.claim({ ...ada, name: 'Still here' }),
      ])
      expect(await profiles.of([ada.user])).toEqual([{ user: ada.user, handle: '', name: '', deleted: true }])
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
    it('finds nobody under a handle that nobody has, nor under none', async () => {
      expect(await profiles.byHandle(newHandle())).toBeUndefined()
      expect(await profiles.byHandle('')).toBeUndefined()
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
