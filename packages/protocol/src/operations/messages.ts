import * as z from 'zod/mini'
import { HISTORY_PAGE_MAX, MENTIONS_PER_MESSAGE } from '../limits.ts'
import {
  accountSettings,
  clientId,
  conversationId,
  deviceId,
  entry,
  entrySeq,
  head,
  inboxRow,
  mediaId,
  position,
  text,
  userId,
  watermark,
} from '../schema.ts'
import { inQuery, none, type Operations } from './operation.ts'

/** A billion is no error: it is cut to the largest page. */
const pageSize = z.int().check(z.minimum(1))
const cursor = z.string().check(z.maxLength(512))

/** What conversations hold, and how far members have come in them. */
export const messages = {
  sync: {
    summary: 'The conversations that changed since a cursor; all of them without one.',
    route: 'GET /v1/sync',
    door: 'http',
    path: none,
    query: z.strictObject({ cursor: z.optional(cursor) }),
    body: none,
    /** `more`: ask again at once with the new cursor. */
    reply: z.strictObject({
      conversations: z.array(inboxRow),
      settings: accountSettings,
      cursor,
      more: z.boolean(),
    }),
    errors: ['BAD_CURSOR'],
  },
  listEntries: {
    summary: `A page of history: newest first before a position (or from the end), oldest first after one. At most ${HISTORY_PAGE_MAX} at a time.`,
    route: 'GET /v1/conversations/{conversation}/messages',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: z.strictObject({
      before: z.optional(inQuery(entrySeq)),
      after: z.optional(inQuery(position)),
      limit: z.optional(inQuery(pageSize)),
    }),
    body: none,
    /**
     * The page covers the positions from `first` to `last`: those of them that are not among its entries are not
     * this reader's to hear, or have disappeared. `first` is 0 for a page that covers nothing.
     */
    reply: z.strictObject({
      entries: z.array(entry),
      first: position,
      last: position,
      head,
      more: z.boolean(),
    }),
    errors: ['NOT_FOUND'],
  },
  sendLong: {
    summary:
      'Append a message of any allowed length, or with `target` an edit of one; what a frame cannot carry comes this way.',
    route: 'POST /v1/conversations/{conversation}/messages',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    body: z.strictObject({
      device: deviceId,
      clientId,
      after: position,
      text,
      target: z.optional(entrySeq),
      media: z.optional(mediaId),
      reply: z.optional(entrySeq),
      mentions: z.optional(z.array(userId).check(z.maxLength(MENTIONS_PER_MESSAGE))),
      forwarded: z.optional(z.boolean()),
    }),
    reply: z.strictObject({ seq: entrySeq, n: position, at: z.int(), expires: z.optional(z.int()) }),
    errors: [
      'BAD_TEXT',
      'NOT_FOUND',
      'FORBIDDEN',
      'TOO_LATE',
      'TOO_MANY',
      'NOT_READY',
      'BAD_MEDIA',
      'IDEMPOTENCY_MISMATCH',
      'CONTENDED',
      'RATE_LIMITED',
      'EXPIRED',
    ],
  },
  getText: {
    summary: 'The whole text of a long message.',
    route: 'GET /v1/conversations/{conversation}/messages/{seq}/text',
    door: 'http',
    path: z.strictObject({ conversation: conversationId, seq: inQuery(entrySeq) }),
    query: none,
    body: none,
    reply: z.strictObject({ text: z.string() }),
    errors: ['NOT_FOUND'],
  },
  listReceipts: {
    summary:
      'How far each member has received and read. Who hides it, or asks while hiding, shows nothing read.',
    route: 'GET /v1/conversations/{conversation}/receipts',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    body: none,
    reply: z.strictObject({ members: z.array(z.extend(watermark, { user: userId })) }),
    errors: ['NOT_FOUND'],
  },
} as const satisfies Operations
