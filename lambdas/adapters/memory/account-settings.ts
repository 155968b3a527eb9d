import { setImmediate as turn } from 'node:timers/promises'
import type { UserId } from '@parley/domain'
import type { WireAccountSettings } from '@parley/protocol'
import type { AccountSettings } from '../../ports.ts'
import { DEFAULT_SETTINGS } from '../default-settings.ts'

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
      const { readReceipts = settingsOf(user).readReceipts } = settings
      chosen.set(user, { readReceipts })
      return settingsOf(user)
    },
  }
}
