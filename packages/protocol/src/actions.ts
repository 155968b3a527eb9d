import * as z from 'zod/mini'
import type { ErrorCode } from './errors.ts'
import { MENTIONS_PER_MESSAGE, RECEIPTS_PER_FRAME, WATCHED_PER_SOCKET } from './limits.ts'
import {
  clientId,
  conversationId,
  emoji,
  entrySeq,
  frameId,
  mediaId,
  position,
  presence,
  text,
  userId,
} from './schema.ts'

/** What appends an entry: where to, under which id, and what the device knew. */
const appending = {
  id: frameId,
  conversation: conversationId,
  clientId,
  /** The last position this device knew when it first tried this. */
  after: position,
}
const ack = z.strictObject({ seq: entrySeq, n: position, at: z.int(), expires: z.optional(z.int()) })
const appendErrors = [
  'NOT_FOUND',
  'FORBIDDEN',
  'IDEMPOTENCY_MISMATCH',
  'CONTENDED',
  'RATE_LIMITED',
  'EXPIRED',
] as const

/**
 * What a client may say on its socket. Every frame is `{ action, id, … }`; every reply echoes the id:
 * `{ id, ok: true, … }` or `{ id, ok: false, error }`. Names are never reused.
 */
export const ACTIONS = {
  send: {
    summary: 'Append a message to a conversation. The reply is the ack: durable, with its final position.',
    request: z.strictObject({
      action: z.literal('send'),
      ...appending,
      /** May be empty beside `media`. */
      text,
      /** A file of this device that has arrived in this conversation; one message each. */
      media: z.optional(mediaId),
      /** The message that this one answers. */
      reply: z.optional(entrySeq),
      mentions: z.optional(z.array(userId).check(z.maxLength(MENTIONS_PER_MESSAGE))),
      forwarded: z.optional(z.boolean()),
    }),
    reply: ack,
    errors: ['BAD_TEXT', 'TOO_LARGE', 'NOT_READY', 'BAD_MEDIA', ...appendErrors],
  },
  edit: {
    summary: 'Replace the text of an own message, for a while after it was sent. The edits stay in the log.',
    request: z.strictObject({ action: z.literal('edit'), ...appending, target: entrySeq, text }),
    reply: ack,
    errors: ['BAD_TEXT', 'TOO_LARGE', 'TOO_LATE', 'TOO_MANY', ...appendErrors],
  },
  delete: {
    summary:
      'Delete a message for everyone: an own one for a while after it was sent; any in a group that one leads.',
    request: z.strictObject({ action: z.literal('delete'), ...appending, target: entrySeq }),
    reply: ack,
    errors: ['TOO_LATE', ...appendErrors],
  },
  react: {
    summary: 'React to a message with an emoji, instead of the one before; without one, take it back.',
    request: z.strictObject({
      action: z.literal('react'),
      ...appending,
      target: entrySeq,
      emoji: z.optional(emoji),
    }),
    reply: ack,
    errors: ['TOO_MANY', ...appendErrors],
  },
  pin: {
    summary: 'Pin a message for everyone in the conversation, or unpin it.',
    request: z.strictObject({
      action: z.literal('pin'),
      ...appending,
      target: entrySeq,
      pinned: z.boolean(),
    }),
    reply: ack,
    errors: ['TOO_MANY', ...appendErrors],
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
    errors: ['NOT_FOUND'],
  },
  ping: {
    summary: 'Keep the socket alive and learn that the other side still answers.',
    request: z.strictObject({
      action: z.literal('ping'),
      id: frameId,
      /** The user has the app in use: the heartbeat of presence. */
      active: z.optional(z.literal(true)),
    }),
    /** `resync`: something could not be posted to this socket since the last ping; sync now. */
    reply: z.strictObject({ at: z.int(), resync: z.boolean() }),
    errors: [],
  },
  watch: {
    summary:
      'Hear when these people come online and go, on this socket, for 15 minutes; instead of those before. The reply ' +
      'is how it is now.',
    request: z.strictObject({
      action: z.literal('watch'),
      id: frameId,
      users: z.array(userId).check(z.maxLength(WATCHED_PER_SOCKET)),
    }),
    reply: z.strictObject({ presence: z.array(presence), until: z.int() }),
    errors: ['RATE_LIMITED'],
  },
  typing: {
    summary:
      'Tell who is listening in a conversation that one is writing or speaking, or no longer. Nothing is kept, and in ' +
      'large groups nobody is told.',
    request: z.strictObject({
      action: z.literal('typing'),
      id: frameId,
      conversation: conversationId,
      doing: z.enum(['typing', 'recording', 'nothing']),
    }),
    reply: z.strictObject({}),
    errors: ['NOT_FOUND', 'FORBIDDEN'],
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
