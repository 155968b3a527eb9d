import { DEFAULT_SETTINGS } from '@parley/domain'
import type { WireAccountSettings } from '@parley/protocol'

/** Settings as storage may still have them: read receipts were once said or not said, to everybody. */
export type StoredSettings = Omit<Partial<WireAccountSettings>, 'readReceipts'> & {
  readonly readReceipts?: WireAccountSettings['readReceipts'] | boolean
}

/** What was stored, whichever version of the SDK stored it. */
export function settingsOf({ readReceipts = 'everyone', ...rest }: StoredSettings = {}): WireAccountSettings {
  const isOld = typeof readReceipts === 'boolean'
  return {
    ...DEFAULT_SETTINGS,
    ...rest,
    readReceipts: isOld ? (readReceipts ? 'everyone' : 'nobody') : readReceipts,
  }
}
