import * as z from 'zod/mini'
import type { ErrorCode } from './errors.ts'
import { RECEIPTS_PER_FRAME } from './limits.ts'
import { clientId, conversationId, entrySeq, frameId, position, text } from './schema.ts'

/**
 * What a client may say on its socket. Every frame is `{ action, id, … }`; every reply echoes the id:
 * `{ id, ok: true, … }` or `{ id, ok: false, error }`. Names are never reused.
 */
export const ACTIONS = {
  send: {
    summary: 'Append a text to a conversation. The reply is the ack: durable, with its final position.',
    request: z.strictObject({
      action: z.literal('send'),
      id: frameId,
      conversation: conversationId,
      clientId,
      /** The last position this device knew when it first tried to send this message. */
      after: position,
      text,
    }),
    reply: z.strictObject({ seq: entrySeq, n: position, at: z.int() }),
    errors: ['BAD_TEXT', 'TOO_LARGE', 'NOT_FOUND', 'IDEMPOTENCY_MISMATCH', 'CONTENDED', 'RATE_LIMITED'],
  },
  receipt: {
    summary: 'Say how far this device has received or its user has read, for several conversations at once.',
    request: z.strictObject({
      action: z.literal('receipt'),
      id: frameId,
      receipts: z
        .array(
          z.strictObject({
            conversation: conversationId,
            delivered: z.optional(position),
            read: z.optional(position),
          }),
        )
        .check(z.minLength(1), z.maxLength(RECEIPTS_PER_FRAME)),
    }),
    reply: z.strictObject({}),
    errors: ['NOT_FOUND', 'RATE_LIMITED'],
  },
  ping: {
    summary: 'Keep the socket alive and learn that the other side still answers.',
    request: z.strictObject({ action: z.literal('ping'), id: frameId }),
    /** `resync`: something could not be posted to this socket since the last ping; sync now. */
    reply: z.strictObject({ at: z.int(), resync: z.boolean() }),
    errors: [],
  },
} as const satisfies Record<string, Action>

type Action = {
  summary: string
  request: z.ZodMiniType
  reply: z.ZodMiniType
  /** Beyond `COMMON_ERRORS`. */
  errors: readonly ErrorCode[]
}

export type ActionName = keyof typeof ACTIONS
export type ActionRequest<Name extends ActionName> = z.infer<(typeof ACTIONS)[Name]['request']>
export type ActionReply<Name extends ActionName> = z.infer<(typeof ACTIONS)[Name]['reply']>
export type AnyRequest = { [Name in ActionName]: ActionRequest<Name> }[ActionName]
