import type { Message } from '@parley/client'

/** What the box is for besides a new message: an answer, or a change of an own message. */
export type ComposerMode = { readonly reply?: Message; readonly edit?: Message }
