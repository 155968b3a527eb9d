import { describe, expect, it } from 'vitest'
import type { Sockets, Speaker } from '../../lambdas/ports.ts'
import { newConnection, newSpeaker } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000

/** What every Sockets guarantees of devices that were signed out. */
export function banishingContract(open: () => Sockets): void {
  const sockets = open()
  const ticketOf = (speaker: Speaker, signedInAt = NOW - 60_000) => ({
    ...speaker,
    hash: 'hash',
    expiresAt: NOW + 30_000,
    signedInAt,
  })
  const opened = async (speaker: Speaker, signedInAt?: number) => {
    const connection = newConnection()
    expect(await sockets.issue(ticketOf(speaker, signedInAt))).toBe(true)
    expect(await sockets.open(ticketOf(speaker), connection, NOW)).toMatchObject({ opened: true })
    return connection
  }

  describe('banish', () => {
    it('takes a device its socket, and returns it', async () => {
      const speaker = newSpeaker()
      const connection = await opened(speaker)
      expect(await sockets.banish(speaker, NOW)).toBe(connection)
      expect(await sockets.speaker(connection)).toBeUndefined()
      expect(await sockets.liveOf([speaker.user])).toEqual([])
      expect(await sockets.banish(speaker, NOW)).toBeUndefined()
    })

    it('takes it its unspent ticket, and the cheap way to another', async () => {
      const speaker = newSpeaker()
      await sockets.issue(ticketOf(speaker))
      expect(await sockets.banish(speaker, NOW)).toBeUndefined()
      expect(await sockets.open(ticketOf(speaker), newConnection(), NOW)).toEqual({ opened: false })
      expect(await sockets.reissue(ticketOf(speaker))).toBe(false)
      expect(await sockets.open(ticketOf(speaker), newConnection(), NOW)).toEqual({ opened: false })
    })

    it('leaves the person’s other devices', async () => {
      const phone = newSpeaker()
      const laptop = newSpeaker(phone.user)
      const [, connection] = [await opened(phone), await opened(laptop)]
      await sockets.banish(phone, NOW)
      expect(await sockets.liveOf([phone.user])).toEqual([{ ...laptop, connection, since: NOW }])
      expect(await sockets.speaker(connection)).toEqual(laptop)
      expect(await sockets.reissue(ticketOf(laptop))).toBe(true)
      expect(await sockets.isBanished(laptop, NOW - 60_000)).toBe(false)
    })

    it('leaves no socket open that its ticket opens at the same moment', async () => {
      for (let round = 0; round < 10; round++) {
        const speaker = newSpeaker()
        const connection = newConnection()
        await sockets.issue(ticketOf(speaker))
        const [result, banished] = await Promise.all([
          sockets.open(ticketOf(speaker), connection, NOW),
          sockets.banish(speaker, NOW),
        ])
        expect(banished).toBe(result.opened ? connection : undefined)
        expect(await sockets.liveOf([speaker.user])).toEqual([])
        expect(await sockets.speaker(connection)).toBeUndefined()
      }
    })
  })

  describe('isBanished', () => {
    it('holds until the person has signed in again', async () => {
      const speaker = newSpeaker()
      expect(await sockets.isBanished(speaker, 0)).toBe(false)
      await opened(speaker)
      expect(await sockets.isBanished(speaker, 0)).toBe(false)
      await sockets.banish(speaker, NOW)
      expect(await sockets.isBanished(speaker, NOW - 1)).toBe(true)
      expect(await sockets.isBanished(speaker, NOW)).toBe(true)
      expect(await sockets.isBanished(speaker, NOW + 1)).toBe(false)
      await opened(speaker, NOW + 1)
      expect(await sockets.isBanished(speaker, NOW - 1)).toBe(true)
      expect(await sockets.reissue(ticketOf(speaker, NOW + 1))).toBe(true)
    })

    it('refuses a ticket that is asked for by a sign-in before', async () => {
      const speaker = newSpeaker()
      await opened(speaker)
      await sockets.banish(speaker, NOW)
      for (const early of [NOW - 60_000, NOW]) {
        expect(await sockets.issue(ticketOf(speaker, early))).toBe(false)
        expect(await sockets.reissue(ticketOf(speaker, early))).toBe(false)
      }
      expect(await sockets.issue(ticketOf(speaker, NOW + 1))).toBe(true)
      expect(await sockets.reissue(ticketOf(speaker, NOW))).toBe(false)
    })
  })

  describe('isVoid', () => {
    it('is the sign-in of a device that was banished, and no other', async () => {
      const phone = newSpeaker()
      const laptop = newSpeaker(phone.user)
      await opened(phone, NOW - 20)
      await opened(laptop, NOW - 10)
      expect(await sockets.isVoid(phone.user, NOW - 20)).toBe(false)
      await sockets.banish(phone, NOW)
      expect(await sockets.isVoid(phone.user, NOW - 20)).toBe(true)
      expect(await sockets.isVoid(phone.user, NOW - 10)).toBe(false)
      expect(await sockets.isBanished(newSpeaker(phone.user), NOW - 20)).toBe(true)
      expect(await sockets.issue(ticketOf(newSpeaker(phone.user), NOW - 20))).toBe(false)
      await sockets.banish(laptop, NOW)
      expect(await sockets.isVoid(phone.user, NOW - 10)).toBe(true)
      expect(await sockets.isVoid(phone.user, NOW - 20)).toBe(true)
      expect(await sockets.isVoid(phone.user, NOW + 1)).toBe(false)
    })

    it('is the one a device went by last', async () => {
      const phone = newSpeaker()
      await opened(phone, NOW - 20)
      expect(await sockets.reissue(ticketOf(phone, NOW - 10))).toBe(true)
      await sockets.banish(phone, NOW)
      expect(await sockets.isVoid(phone.user, NOW - 20)).toBe(false)
      expect(await sockets.isVoid(phone.user, NOW - 10)).toBe(true)
    })

    it('is none that another device goes by as well', async () => {
      const phone = newSpeaker()
      const laptop = newSpeaker(phone.user)
      for (const device of [phone, laptop]) await opened(device, NOW - 20)
      await sockets.banish(phone, NOW)
      expect(await sockets.isVoid(phone.user, NOW - 20)).toBe(false)
      expect(await sockets.reissue(ticketOf(laptop, NOW - 20))).toBe(true)
      await sockets.banish(laptop, NOW)
      expect(await sockets.isVoid(phone.user, NOW - 20)).toBe(true)
    })
  })

  describe('banishAll', () => {
    it('takes every device its socket and its sign-in, but the one kept', async () => {
      const [kept, lost] = [newSpeaker(), newSpeaker()]
      const others = [1, 2, 3].map(() => newSpeaker(kept.user))
      const held = await opened(kept, NOW - 5)
      const connections = await Promise.all(others.map((device, index) => opened(device, NOW - 10 - index)))
      const elsewhere = await opened(lost)
      const keep = { device: kept.device, signedInAt: NOW - 5 }
      expect([...(await sockets.banishAll(kept.user, keep, NOW))].sort()).toEqual(connections.sort())
      expect(await sockets.liveOf([kept.user])).toEqual([{ ...kept, connection: held, since: NOW }])
      for (const connection of connections) expect(await sockets.speaker(connection)).toBeUndefined()
      for (const [index, device] of others.entries()) {
        expect(await sockets.isVoid(kept.user, NOW - 10 - index)).toBe(true)
        expect(await sockets.reissue(ticketOf(device, NOW + 1))).toBe(false)
        expect(await sockets.issue(ticketOf(device, NOW))).toBe(false)
      }
      expect(await sockets.isVoid(kept.user, NOW - 5)).toBe(false)
      expect(await sockets.reissue(ticketOf(kept, NOW - 5))).toBe(true)
      expect(await sockets.isVoid(kept.user, NOW + 1)).toBe(false)
      expect(await sockets.isVoid(lost.user, NOW - 60_000)).toBe(false)
      expect(await sockets.speaker(elsewhere)).toEqual(lost)
      expect(await sockets.banishAll(kept.user, keep, NOW)).toEqual([])
    })

    it('keeps none unless told to, also of who never had a device', async () => {
      const [phone, stranger] = [newSpeaker(), newSpeaker()]
      const connection = await opened(phone, NOW - 5)
      expect(await sockets.banishAll(phone.user, undefined, NOW)).toEqual([connection])
      expect(await sockets.isVoid(phone.user, NOW - 5)).toBe(true)
      expect(await sockets.issue(ticketOf(phone, NOW - 5))).toBe(false)
      expect(await sockets.issue(ticketOf(phone, NOW + 1))).toBe(true)
      expect(await sockets.banishAll(stranger.user, undefined, NOW)).toEqual([])
      expect(await sockets.isVoid(stranger.user, NOW)).toBe(true)
      expect(await sockets.isVoid(stranger.user, NOW + 1)).toBe(false)
    })

    it('keeps signed out who was before, and lets no other device come back by the sign-in kept', async () => {
      const kept = newSpeaker()
      const shared = newSpeaker(kept.user)
      for (const device of [kept, shared]) await opened(device, NOW - 5)
      await sockets.banishAll(kept.user, { device: kept.device, signedInAt: NOW - 5 }, NOW)
      expect(await sockets.isBanished(shared, NOW - 5)).toBe(true)
      expect(await sockets.issue(ticketOf(shared, NOW - 5))).toBe(false)
      await sockets.banishAll(kept.user, undefined, NOW + 10)
      expect(await sockets.issue(ticketOf(kept, NOW - 5))).toBe(false)
      expect(await sockets.issue(ticketOf(shared, NOW + 10))).toBe(false)
    })

    it('lets nobody keep a sign-in that is void', async () => {
      const stolen = newSpeaker()
      const own = newSpeaker(stolen.user)
      await opened(stolen, NOW - 20)
      const connection = await opened(own, NOW - 10)
      await sockets.banish(stolen, NOW)
      expect(
        await sockets.banishAll(stolen.user, { device: stolen.device, signedInAt: NOW - 20 }, NOW + 1),
      ).toBe('void')
      expect(await sockets.isVoid(stolen.user, NOW - 20, true)).toBe(true)
      expect(await sockets.isVoid(stolen.user, NOW - 10, true)).toBe(false)
      expect(await sockets.speaker(connection)).toEqual(own)

      expect(
        await sockets.banishAll(own.user, { device: own.device, signedInAt: NOW - 10 }, NOW + 2),
      ).toEqual([])
      expect(
        await sockets.banishAll(own.user, { device: stolen.device, signedInAt: NOW - 20 }, NOW + 3),
      ).toBe('void')
      expect(await sockets.isVoid(own.user, NOW - 10, true)).toBe(false)
    })

    it('takes nothing back of one that came later by its clock', async () => {
      const { user } = newSpeaker()
      await sockets.banishAll(user, undefined, Number.MAX_SAFE_INTEGER)
      await sockets.banishAll(user, undefined, NOW)
      expect(await sockets.isVoid(user, NOW + 1, true)).toBe(true)
    })

    it('leaves no socket open that a ticket opens at the same moment', async () => {
      for (let round = 0; round < 10; round++) {
        const speaker = newSpeaker()
        const connection = newConnection()
        await sockets.issue(ticketOf(speaker))
        const [result, banished] = await Promise.all([
          sockets.open(ticketOf(speaker), connection, NOW),
          sockets.banishAll(speaker.user, undefined, NOW),
        ])
        expect(banished).toEqual(result.opened ? [connection] : [])
        expect(await sockets.liveOf([speaker.user])).toEqual([])
        expect(await sockets.speaker(connection)).toBeUndefined()
      }
    })
  })
}
