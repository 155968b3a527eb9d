import type { ConnectionId } from '@parley/domain'
import { BAD_FRAME_WINDOW_MS } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import type { Sockets, Speaker } from '../../lambdas/ports.ts'
import { newConnection, newDevice, newSpeaker, newUser } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000
const LIFE = 30_000

/** What every Sockets guarantees. */
export function socketsContract(open: () => Sockets): void {
  const sockets = open()
  const issue = async (speaker: Speaker, hash = 'hash', expiresAt = NOW + LIFE) => {
    await sockets.issue({ ...speaker, hash, expiresAt, signedInAt: NOW })
    return { ...speaker, hash }
  }
  const opened = async (speaker = newSpeaker(), connection = newConnection(), now = NOW) => {
    const ticket = await issue(speaker, 'hash', now + LIFE)
    expect(await sockets.open(ticket, connection, now)).toMatchObject({ opened: true })
    return { speaker, connection, live: { ...speaker, connection, since: now } }
  }

  describe('reissue', () => {
    it('keeps a ticket for a device that had one before, spent or not, and for no other', async () => {
      const { speaker } = await opened()
      const next = { ...speaker, hash: 'next', expiresAt: NOW + LIFE, signedInAt: NOW }
      expect(await sockets.reissue({ ...next, device: newDevice() })).toBe(false)
      expect(await sockets.reissue(next)).toBe(true)
      expect(await sockets.open(next, newConnection(), NOW)).toMatchObject({ opened: true })
      const stranger = { ...newSpeaker(), hash: 'hash', expiresAt: NOW + LIFE, signedInAt: NOW }
      expect(await sockets.reissue(stranger)).toBe(false)
      expect(await sockets.open(stranger, newConnection(), NOW)).toEqual({ opened: false })
    })
  })

  describe('open', () => {
    it('spends the ticket and registers the socket', async () => {
      const { speaker, connection, live } = await opened()
      expect(await sockets.speaker(connection)).toEqual(speaker)
      expect(await sockets.liveOf([speaker.user])).toEqual([live])
    })

    it('lets exactly one of twenty sockets in on one ticket', async () => {
      const speaker = newSpeaker()
      const ticket = await issue(speaker)
      const connections = Array.from({ length: 20 }, newConnection)
      const results = await Promise.all(connections.map((each) => sockets.open(ticket, each, NOW)))
      expect(results.filter((result) => result.opened)).toEqual([{ opened: true }])
      const winner = connections[results.findIndex((result) => result.opened)]!
      expect(await sockets.liveOf([speaker.user])).toEqual([{ ...speaker, connection: winner, since: NOW }])
      for (const connection of connections) {
        expect(await sockets.speaker(connection)).toEqual(connection === winner ? speaker : undefined)
      }
    })

    it('refuses a ticket a second time', async () => {
      const { speaker } = await opened()
      expect(await sockets.open({ ...speaker, hash: 'hash' }, newConnection(), NOW)).toEqual({
        opened: false,
      })
    })

    it.each([
      ['another secret', (ticket: Speaker & { hash: string }) => ({ ...ticket, hash: 'other' }), NOW],
      ['another device', (ticket: Speaker & { hash: string }) => ({ ...ticket, device: newDevice() }), NOW],
      ['another user', (ticket: Speaker & { hash: string }) => ({ ...ticket, user: newUser() }), NOW],
      ['its life over', (ticket: Speaker & { hash: string }) => ticket, NOW + LIFE + 1],
    ])('refuses a ticket with %s, and does not spend it', async (_, change, now) => {
      const connection = newConnection()
      const ticket = await issue(newSpeaker())
      expect(await sockets.open(change(ticket), connection, now)).toEqual({ opened: false })
      expect(await sockets.speaker(connection)).toBeUndefined()
      expect(await sockets.liveOf([ticket.user])).toEqual([])
      expect(await sockets.open(ticket, connection, NOW + LIFE)).toEqual({ opened: true })
    })

    it('knows only the last ticket of a device', async () => {
      const speaker = newSpeaker()
      const first = await issue(speaker, 'first')
      const second = await issue(speaker, 'second')
      expect(await sockets.open(first, newConnection(), NOW)).toEqual({ opened: false })
      expect(await sockets.open(second, newConnection(), NOW)).toEqual({ opened: true })
    })

    it('names the connection that the same device held before', async () => {
      const { speaker, connection } = await opened()
      const next = newConnection()
      const result = await sockets.open(await issue(speaker), next, NOW + 1)
      expect(result).toEqual({ opened: true, replaced: connection })
      expect(await sockets.liveOf([speaker.user])).toEqual([{ ...speaker, connection: next, since: NOW + 1 }])
    })

    it('lets ten devices of one person in at the same moment', async () => {
      const user = newUser()
      const devices = Array.from({ length: 10 }, () => newSpeaker(user))
      await Promise.all(devices.map((device) => opened(device)))
      const live = await sockets.liveOf([user])
      expect(live.map(({ device }) => device).sort()).toEqual(devices.map(({ device }) => device).sort())
    })
  })

  describe('liveOf', () => {
    it('finds everybody’s sockets, each once, and nobody for who has none', async () => {
      const people = await Promise.all(Array.from({ length: 3 }, () => opened()))
      const second = await opened(newSpeaker(people[0]!.speaker.user))
      const users = people.map(({ speaker }) => speaker.user)
      const live = await sockets.liveOf([...users, users[0]!, newUser()])
      expect(live).toHaveLength(4)
      expect(live).toEqual(expect.arrayContaining([...people, second].map((each) => each.live)))
      expect(await sockets.liveOf([])).toEqual([])
    })

    it('reads more people than one call to a table takes', async () => {
      const { speaker, live } = await opened()
      const users = [...Array.from({ length: 150 }, newUser), speaker.user]
      expect(await sockets.liveOf(users)).toEqual([live])
    })
  })

  describe('drop', () => {
    it('forgets a socket, whether or not it is told whose it was', async () => {
      for (const isTold of [true, false]) {
        const { speaker, connection } = await opened()
        await sockets.drop(connection, isTold ? speaker : undefined)
        expect(await sockets.speaker(connection)).toBeUndefined()
        expect(await sockets.liveOf([speaker.user])).toEqual([])
        await sockets.drop(connection, isTold ? speaker : undefined)
      }
    })

    it('leaves the registration of the connection that came after', async () => {
      const first = await opened()
      const second = await opened(first.speaker)
      await sockets.drop(first.connection)
      await sockets.drop(first.connection, first.speaker)
      expect(await sockets.liveOf([first.speaker.user])).toEqual([second.live])
      expect(await sockets.speaker(second.connection)).toEqual(first.speaker)
    })

    it('leaves the person’s other devices', async () => {
      const phone = await opened()
      const laptop = await opened(newSpeaker(phone.speaker.user))
      await sockets.drop(phone.connection)
      expect(await sockets.liveOf([phone.speaker.user])).toEqual([laptop.live])
    })

    it('does nothing for a connection that nobody knows', async () => {
      await expect(sockets.drop(newConnection())).resolves.toBeUndefined()
    })
  })

  describe('strike', () => {
    it('counts within the window, and starts again after it', async () => {
      const { connection } = await opened()
      const at = (offset: number) => sockets.strike(connection, NOW + offset)
      expect([await at(0), await at(1), await at(BAD_FRAME_WINDOW_MS - 1)]).toEqual([1, 2, 3])
      expect([await at(BAD_FRAME_WINDOW_MS), await at(BAD_FRAME_WINDOW_MS + 1)]).toEqual([1, 2])
    })

    it('loses no strike of a burst', async () => {
      const { connection } = await opened()
      await sockets.strike(connection, NOW)
      const counts = await Promise.all(Array.from({ length: 15 }, () => sockets.strike(connection, NOW)))
      expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, index) => index + 2))
    })

    it('registers nothing: a connection that nobody knows stays unknown', async () => {
      const connection = newConnection()
      expect(await sockets.strike(connection, NOW)).toBe(0)
      expect(await sockets.speaker(connection)).toBeUndefined()
    })
  })

  describe('miss', () => {
    it('is heard of once', async () => {
      const { connection } = await opened()
      expect(await sockets.takeMissed(connection)).toBe(false)
      await sockets.miss(connection)
      await sockets.miss(connection)
      expect(await sockets.takeMissed(connection)).toBe(true)
      expect(await sockets.takeMissed(connection)).toBe(false)
    })

    it('registers nothing: a connection that nobody knows stays unknown', async () => {
      const connection: ConnectionId = newConnection()
      await sockets.miss(connection)
      expect(await sockets.takeMissed(connection)).toBeUndefined()
      expect(await sockets.speaker(connection)).toBeUndefined()
    })
  })
}
