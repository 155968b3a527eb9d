import * as z from 'zod/mini'
import {
  accountSettings,
  conversationId,
  entry,
  entrySeq,
  inboxRow,
  presence,
  userId,
  watermark,
} from './schema.ts'

/** What the server says unasked: `{ event, … }`. Arrival order means nothing; positions do. */
export const EVENTS = {
  entries: {
    summary:
      'New entries of one conversation. They may come twice or out of order; the SDK puts them in order.',
    payload: z.strictObject({
      event: z.literal('entries'),
      conversation: conversationId,
      entries: z.array(entry),
    }),
  },
  receipt: {
    summary: 'A member has received or read further. About oneself: another of one’s devices said so.',
    payload: z.strictObject({
      event: z.literal('receipt'),
      conversation: conversationId,
      user: userId,
      ...watermark.shape,
    }),
  },
  inbox: {
    summary: 'Another of one’s devices changed what one has chosen for a conversation: the row as it is now.',
    payload: z.strictObject({ event: z.literal('inbox'), row: inboxRow }),
  },
  settings: {
    summary: 'Another of one’s devices changed the account’s settings.',
    payload: z.strictObject({ event: z.literal('settings'), settings: accountSettings }),
  },
  presence: {
    summary:
      'Somebody whom this socket watches has come online or gone. Of two, the later `seen` holds, then offline.',
    payload: z.extend(presence, { event: z.literal('presence') }),
  },
  typing: {
    summary: 'A member is writing or speaking, for twice the time between two notices; or no longer.',
    payload: z.strictObject({
      event: z.literal('typing'),
      conversation: conversationId,
      user: userId,
      doing: z.enum(['typing', 'recording', 'nothing']),
    }),
  },
  undelivered: {
    summary:
      'An own message that the server holds could not be brought to everybody, after all retries. They will find it ' +
      'when they next read the conversation.',
    payload: z.strictObject({ event: z.literal('undelivered'), conversation: conversationId, seq: entrySeq }),
  },
  closing: {
    summary:
      'The server is about to close this socket. `replaced`: the same device opened a newer one, do not reconnect. ' +
      '`bad-frames`: too many malformed frames. `signed-out`: another device signed this one out; forget everything.',
    payload: z.strictObject({
      event: z.literal('closing'),
      reason: z.enum(['replaced', 'bad-frames', 'signed-out']),
    }),
  },
} as const satisfies Record<string, { summary: string; payload: z.ZodMiniType }>

export type EventName = keyof typeof EVENTS
export type EventPayload<Name extends EventName> = z.infer<(typeof EVENTS)[Name]['payload']>
export type AnyEvent = { [Name in EventName]: EventPayload<Name> }[EventName]
