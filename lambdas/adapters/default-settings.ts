import type { WireAccountSettings } from '@parley/protocol'

/** What holds for who has chosen nothing. */
export const DEFAULT_SETTINGS: WireAccountSettings = { readReceipts: true }
