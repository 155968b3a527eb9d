import type { Audience } from './audience.ts'

type Shown = 'readReceipts' | 'lastSeen' | 'picture' | 'findable'

/** What holds for who has chosen nothing: on the server, and on a device until the server has said what does. */
export const DEFAULT_SETTINGS: Readonly<Record<Shown, Audience>> & { readonly pushPreviews: boolean } = {
  readReceipts: 'everyone',
  lastSeen: 'everyone',
  picture: 'everyone',
  findable: 'everyone',
  pushPreviews: true,
}
