import type { Conversation } from '@parley/client'

/** Files up to this size the SDK keeps until they are sent: the page may be left. */
const KEPT_BYTES = 1024 * 1024

/** Whether a file is on its way up that only this page has: whoever leaves now has to choose it again. */
export function isCarrying(conversations: readonly Pick<Conversation, 'pending'>[]): boolean {
  return conversations.some(({ pending }) =>
    pending.some(({ upload }) => upload?.status === 'uploading' && upload.total > KEPT_BYTES),
  )
}
