import { setImmediate as turn } from 'node:timers/promises'
import type { DeviceId, UserId } from '@parley/domain'
import { DEVICES_PER_USER, type WireProfile } from '@parley/protocol'
import type { Device, Profiles } from '../../ports.ts'

/** People and their devices in memory. */
export function memoryProfiles(): Profiles {
  const profiles = new Map<string, WireProfile>()
  const owners = new Map<string, string>()
  const devices = new Map<UserId, Map<DeviceId, Device>>()

  return {
    async claim(profile) {
      await turn()
      const { user, handle } = profile
      const isTaken = owners.has(handle) && owners.get(handle) !== user
      const hasOther = profiles.has(user) && profiles.get(user)?.handle !== handle
      if (isTaken || hasOther) return 'taken'
      owners.set(handle, user)
      profiles.set(user, profile)
      return 'claimed'
    },
    async of(users) {
      await turn()
      return [...new Set<string>(users)].flatMap((user) => profiles.get(user) ?? [])
    },
    async byHandle(handle) {
      await turn()
      return profiles.get(owners.get(handle) ?? '')
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
