import { setImmediate as turn } from 'node:timers/promises'
import type { DeviceId, UserId } from '@parley/domain'
import { DEVICES_PER_USER, type WireOwnProfile } from '@parley/protocol'
import type { Device, ProfileClaim, Profiles } from '../../ports.ts'
import { type StoredProfile, toProfile } from '../profile-item.ts'

type Handle = { readonly user: UserId; readonly login: string }

/** People and their devices in memory. */
export function memoryProfiles(): Profiles {
  const profiles = new Map<UserId, WireOwnProfile>()
  const handles = new Map<string, Handle>()
  const devices = new Map<UserId, Map<DeviceId, Device>>()

  return {
    async claim(claim) {
      await turn()
      const { user, handle } = claim
      const before = profiles.get(user)
      if (before?.deleted) return 'gone'
      const held = handles.get(handle)
      if (held && held.user !== user) return 'taken'
      const login = held?.login ?? (before && handles.get(before.handle)?.login) ?? handle
      handles.set(handle, { user, login })
      const profile = withClaim(before, claim)
      profiles.set(user, profile)
      return { profile }
    },
    async of(users) {
      await turn()
      return [...new Set(users)].flatMap((user) => profiles.get(user) ?? [])
    },
    async byHandle(handle) {
      await turn()
      const profile = profiles.get(handles.get(handle)?.user as UserId)
      return profile?.handle === handle ? profile : undefined
    },
    async loginOf(handle) {
      await turn()
      return handles.get(handle)?.login ?? handle
    },
    async bury(user) {
      await turn()
      profiles.set(user, { user, handle: '', name: '', deleted: true })
    },
    async admitDevice({ user, device }, name, now) {
      await turn()
      const known = devices.get(user) ?? new Map<DeviceId, Device>()
      if (known.has(device)) return true
      if (known.size >= DEVICES_PER_USER) return false
      devices.set(user, known.set(device, { device, since: now, ...(name === undefined ? {} : { name }) }))
      return true
    },
    async devices(user) {
      await turn()
      return [...(devices.get(user)?.values() ?? [])]
    },
    async removeDevice({ user, device }) {
      await turn()
      return devices.get(user)?.delete(device) ?? false
    },
  }
}

function withClaim(before: WireOwnProfile | undefined, { user, ...claim }: ProfileClaim): WireOwnProfile {
  const given = Object.entries(claim).filter(([, value]) => value !== undefined)
  const taken = Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined]))
  return toProfile({ ...before, ...taken, pk: `U#${user}` } as StoredProfile)
}
