import { setImmediate as turn } from 'node:timers/promises'
import { DEFAULT_SETTINGS, type UserId } from '@parley/domain'
import type { WireAccountSettings } from '@parley/protocol'
import type { AccountSettings } from '../../ports.ts'
import { withChosen } from '../chosen-settings.ts'

/** What people have chosen for their accounts, in memory. */
export function memoryAccountSettings(): AccountSettings {
  const chosen = new Map<UserId, WireAccountSettings>()
  const settingsOf = (user: UserId) => chosen.get(user) ?? DEFAULT_SETTINGS

  return {
    async of(users) {
      await turn()
      return new Map(users.map((user) => [user, settingsOf(user)]))
    },
    async put({ user }, settings) {
      await turn()
      chosen.set(user, withChosen(settingsOf(user), settings))
      return settingsOf(user)
    },
  }
}
