import { CLIENT_ID, DEVICE_ID, USER_ID } from '@parley/domain'
import * as z from 'zod/mini'

/**
 * The shapes that several frames and bodies share, named in the generated documents as here. All objects
 * are closed: an unknown field is refused. Lengths of strings are in code points.
 */
export const position = z
  .int()
  .check(z.minimum(0), z.describe('A position of a log; 0 is before the first entry.'))
export const entrySeq = z.int().check(z.minimum(1))
export const frameId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/))
export const conversationId = z.string().check(z.minLength(4), z.maxLength(80), z.regex(/^[a-z0-9_]+$/))
export const clientId = z.string().check(z.regex(CLIENT_ID))
export const deviceId = z.string().check(z.regex(DEVICE_ID))
export const userId = z.string().check(z.regex(USER_ID))
export const handle = z.string().check(z.regex(/^[a-z][a-z0-9_.]{2,29}$/))
export const displayName = z.string().check(
  z.minLength(1),
  z.maxLength(100),
  z.refine((name) => name.isWellFormed() && name.trim() !== ''),
)
export const password = z.string().check(z.minLength(10), z.maxLength(256))
/** The domain judges length and form, and names the fault; here is only the end of all patience. */
export const text = z
  .string()
  .check(z.maxLength(200_000), z.describe('1 to 100,000 Unicode code points, without lone surrogates.'))

export const head = z.strictObject({ seq: position, n: position })
export const watermark = z.strictObject({ delivered: position, read: position })
export const profile = z.strictObject({ user: userId, handle, name: displayName })

/** One position of a conversation's log, as every device gets it. `text` is absent where the text is long. */
export const entry = z.strictObject({
  seq: entrySeq,
  n: position,
  at: z.int(),
  from: userId,
  device: deviceId,
  clientId,
  kind: z.enum(['text', 'long-text']),
  text: z.optional(z.string()),
  preview: z.optional(z.string()),
  long: z.optional(z.strictObject({ chars: z.int(), bytes: z.int(), sha256: z.string() })),
})

/** A conversation as one of its members sees it in its inbox. */
export const inboxRow = z.strictObject({
  conversation: conversationId,
  head,
  at: z.int(),
  from: z.optional(userId),
  preview: z.optional(z.string()),
  mine: watermark,
  peer: watermark,
  unread: position,
})

export type WireEntry = z.infer<typeof entry>
export type WireInboxRow = z.infer<typeof inboxRow>
export type WireProfile = z.infer<typeof profile>
