import type { ConnectionId, DeviceId, Socket } from '@parley/domain'
import type { Speaker } from '../ports.ts'
import { userOf } from './chat-keys.ts'

export type Live = { c: ConnectionId; t: number }
export type Pending = { h: string; x: number }

/**
 * A person's sockets item. By device: `s:` its live connection, `k:` its unspent ticket, `d:` that it is known and since
 * when its user is signed in on it, `p:` that it can be pushed to, `o:` when it was signed out. Beside them, which
 * sign-ins are void: all up to `void` but `kept`, and those in `voided`.
 */
export type SocketsItem = {
  pk: string
  sk: string
  void?: number
  kept?: number
  voided?: Set<number>
} & Record<`s:${string}`, Live> &
  Record<`k:${string}`, Pending> &
  // An item written before sign-ins were noted says only that the device is known.
  Record<`d:${string}`, number | true> &
  Record<`p:${string}`, unknown> &
  Record<`o:${string}`, number>

export function liveSockets(item: SocketsItem): Socket[] {
  return Object.entries(item).flatMap(([name, value]) => {
    if (!name.startsWith('s:')) return []
    const live = value as Live
    return [{ user: userOf(item.pk), device: name.slice(2) as DeviceId, connection: live.c, since: live.t }]
  })
}

export function pushableDevices(item: SocketsItem): Speaker[] {
  return devicesWith(item, 'p:').map((device) => ({ user: userOf(item.pk), device }))
}

/** The devices that an item holds something of this kind for. */
export function devicesWith(item: SocketsItem, ...kinds: string[]): DeviceId[] {
  const names = Object.keys(item).filter((name) => kinds.some((kind) => name.startsWith(kind)))
  return [...new Set(names.map((name) => name.slice(2) as DeviceId))]
}

export function isVoidIn({ void: until, kept, voided }: SocketsItem, signedInAt: number): boolean {
  if (voided?.has(signedInAt)) return true
  return until !== undefined && until >= signedInAt && kept !== signedInAt
}

/** The sign-in that goes void with a device: none if another device goes by the very same. */
export function signInOnlyOf(item: SocketsItem, device: DeviceId): number | undefined {
  const its = item[`d:${device}`]
  if (typeof its !== 'number') return undefined
  const others = devicesWith(item, 'd:').filter((other) => other !== device)
  return others.some((other) => item[`d:${other}`] === its) ? undefined : its
}
