import { setImmediate as turn } from 'node:timers/promises'
import type { ConnectionId, DeviceId, UserId } from '@parley/domain'
import { BAD_FRAME_WINDOW_MS } from '@parley/protocol'
import type { Sockets, Speaker, Ticket } from '../../ports.ts'

type Live = { connection: ConnectionId; since: number }
type Row = Speaker & { missed: boolean; strikes: number; strikesSince: number }
type Known = Speaker & { readonly signedInAt: number }
type Voided = { until: number; kept: number | undefined; signIns: Set<number> }

export type MemorySockets = Sockets & {
  /** What storing a push endpoint notes of a device; false, and nothing is noted, for one that is not known. */
  setPushable(device: Speaker, isPushable: boolean): boolean
}

/** Sockets, tickets and devices in memory. */
export function memorySockets(): MemorySockets {
  const live = new Map<UserId, Map<DeviceId, Live>>()
  const tickets = new Map<string, Ticket>()
  const known = new Map<string, Known>()
  const pushable = new Map<string, Speaker>()
  const banished = new Map<string, number>()
  const voided = new Map<UserId, Voided>()
  const rows = new Map<ConnectionId, Row>()
  const keyOf = ({ user, device }: Speaker) => `${user} ${device}`
  const devicesOf = (user: UserId) => live.get(user) ?? new Map<DeviceId, Live>()
  const voidOf = (user: UserId) =>
    voided.get(user) ?? { until: Number.NEGATIVE_INFINITY, kept: undefined, signIns: new Set<number>() }

  const isVoid = (user: UserId, signedInAt: number) => {
    const { until, kept, signIns } = voidOf(user)
    return signIns.has(signedInAt) || (until >= signedInAt && kept !== signedInAt)
  }
  const isOut = (device: Speaker, signedInAt: number) =>
    (banished.get(keyOf(device)) ?? Number.NEGATIVE_INFINITY) >= signedInAt || isVoid(device.user, signedInAt)
  const liveOf = (users: readonly UserId[]) =>
    [...new Set(users)].flatMap((user) =>
      [...devicesOf(user)].map(([device, { connection, since }]) => ({ user, device, connection, since })),
    )
  function shutOut(device: Speaker): ConnectionId | undefined {
    for (const each of [known, tickets, pushable]) each.delete(keyOf(device))
    const held = devicesOf(device.user).get(device.device)
    if (!held) return undefined
    devicesOf(device.user).delete(device.device)
    rows.delete(held.connection)
    return held.connection
  }
  function keep(ticket: Ticket): boolean {
    if (isOut(ticket, ticket.signedInAt)) return false
    const { user, device, signedInAt } = ticket
    tickets.set(keyOf(ticket), ticket)
    known.set(keyOf(ticket), { user, device, signedInAt })
    return true
  }

  return {
    async issue(ticket) {
      await turn()
      return keep(ticket)
    },
    async reissue(ticket) {
      await turn()
      return known.has(keyOf(ticket)) && keep(ticket)
    },
    async open({ user, device, hash }, connection, now) {
      await turn()
      const ticket = tickets.get(keyOf({ user, device }))
      if (ticket?.hash !== hash || ticket.expiresAt < now) return { opened: false }
      tickets.delete(keyOf({ user, device }))
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
      return liveOf(users)
    },
    async listeningOf(users) {
      await turn()
      const asked = new Set(users)
      return {
        sockets: liveOf(users),
        pushable: [...pushable.values()].filter(({ user }) => asked.has(user)),
      }
    },
    async banish(device, now) {
      await turn()
      const its = known.get(keyOf(device))
      const sharing = [...known.values()].filter(
        ({ user, signedInAt }) => user === device.user && signedInAt === its?.signedInAt,
      )
      if (its && sharing.length === 1) {
        const { signIns, ...before } = voidOf(device.user)
        voided.set(device.user, { ...before, signIns: new Set([...signIns, its.signedInAt]) })
      }
      banished.set(keyOf(device), now)
      return shutOut(device)
    },
    async banishAll(user, kept, now) {
      await turn()
      if (kept && isVoid(user, kept.signedInAt)) return 'void'
      const until = Math.max(now, voidOf(user).until)
      voided.set(user, { until, kept: kept?.signedInAt, signIns: new Set() })
      const all = [...known.values(), ...liveOf([user]), ...pushable.values()].filter(
        (each) => each.user === user && each.device !== kept?.device,
      )
      for (const each of all) banished.set(keyOf(each), now)
      return [...new Set(all.map(({ device }) => device))].flatMap(
        (device) => shutOut({ user, device }) ?? [],
      )
    },
    async isBanished(device, signedInAt) {
      await turn()
      return isOut(device, signedInAt)
    },
    async isVoid(user, signedInAt) {
      await turn()
      return isVoid(user, signedInAt)
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
    setPushable(device, isPushable) {
      if (!known.has(keyOf(device))) return false
      if (isPushable) pushable.set(keyOf(device), { user: device.user, device: device.device })
      else pushable.delete(keyOf(device))
      return true
    },
  }
}
