import { setImmediate as turn } from 'node:timers/promises'
import type { ConnectionId, DeviceId, UserId } from '@parley/domain'
import { BAD_FRAME_WINDOW_MS } from '@parley/protocol'
import type { Sockets, Speaker, Ticket } from '../../ports.ts'

type Live = { connection: ConnectionId; since: number }
type Row = Speaker & { missed: boolean; strikes: number; strikesSince: number }

/** Sockets, tickets and devices in memory. */
export function memorySockets(): Sockets {
  const live = new Map<UserId, Map<DeviceId, Live>>()
  const tickets = new Map<string, Ticket>()
  const known = new Set<string>()
  const banished = new Map<string, number>()
  const rows = new Map<ConnectionId, Row>()
  const ticketKey = ({ user, device }: Speaker) => `${user} ${device}`
  const devicesOf = (user: UserId) => live.get(user) ?? new Map<DeviceId, Live>()

  return {
    async issue(ticket) {
      await turn()
      tickets.set(ticketKey(ticket), ticket)
      known.add(ticketKey(ticket))
    },
    async reissue(ticket) {
      await turn()
      if (!known.has(ticketKey(ticket))) return false
      tickets.set(ticketKey(ticket), ticket)
      return true
    },
    async open({ user, device, hash }, connection, now) {
      await turn()
      const ticket = tickets.get(ticketKey({ user, device }))
      if (ticket?.hash !== hash || ticket.expiresAt < now) return { opened: false }
      tickets.delete(ticketKey({ user, device }))
      const replaced = devicesOf(user).get(device)?.connection
      live.set(user, devicesOf(user).set(device, { connection, since: now }))
      rows.set(connection, { user, device, missed: false, strikes: 0, strikesSince: 0 })
      return replaced ? { opened: true, replaced } : { opened: true }
    },
    async speaker(connection) {
      await turn()
      const row = rows.get(connection)
      return row && { user: row.user, device: row.device }
    },
    async liveOf(users) {
      await turn()
      return [...new Set(users)].flatMap((user) =>
        [...devicesOf(user)].map(([device, { connection, since }]) => ({ user, device, connection, since })),
      )
    },
    async banish(device, now) {
      await turn()
      banished.set(ticketKey(device), now)
      known.delete(ticketKey(device))
      tickets.delete(ticketKey(device))
      const held = devicesOf(device.user).get(device.device)
      if (!held) return undefined
      devicesOf(device.user).delete(device.device)
      rows.delete(held.connection)
      return held.connection
    },
    async isBanished(device, signedInAt) {
      await turn()
      return (banished.get(ticketKey(device)) ?? Number.NEGATIVE_INFINITY) >= signedInAt
    },
    async drop(connection, speaker = rows.get(connection)) {
      await turn()
      const devices = speaker && devicesOf(speaker.user)
      if (speaker && devices?.get(speaker.device)?.connection === connection) devices.delete(speaker.device)
      rows.delete(connection)
    },
    async strike(connection, now) {
      await turn()
      const row = rows.get(connection)
      if (!row) return 0
      if (row.strikesSince <= now - BAD_FRAME_WINDOW_MS) Object.assign(row, { strikes: 0, strikesSince: now })
      row.strikes += 1
      return row.strikes
    },
    async miss(connection) {
      await turn()
      const row = rows.get(connection)
      if (row) row.missed = true
    },
    async takeMissed(connection) {
      await turn()
      const row = rows.get(connection)
      if (!row) return undefined
      const { missed } = row
      row.missed = false
      return missed
    },
  }
}
