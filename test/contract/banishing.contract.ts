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
  const opened = async (speaker: Speaker) => {
    const connection = newConnection()
    await sockets.issue(ticketOf(speaker))
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
      expect(await sockets.isBanished(laptop, 0)).toBe(false)
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
      await opened(speaker)
      expect(await sockets.isBanished(speaker, NOW - 1)).toBe(true)
      expect(await sockets.reissue(ticketOf(speaker))).toBe(true)
    })
  })
}
