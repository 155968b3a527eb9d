import * as z from 'zod/mini'
import { MARKS_PAGE_MAX, MAX_DRAFT_CHARS } from '../limits.ts'
import { chatSettings, conversationId, deviceId, entrySeq, position } from '../schema.ts'
import { inQuery, none, type Operations } from './operation.ts'

/** What one chooses for oneself in a conversation. */
export const chats = {
  putChat: {
    summary:
      'Choose, for oneself and all one’s devices: mute, archive, keep on top, mark unread, keep a draft, or delete the ' +
      'chat up to a position. What is absent stays; null takes back.',
    route: 'PUT /v1/conversations/{conversation}/mine',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    body: z.strictObject({
      /** The device that asks: it is not told of it again. */
      device: deviceId,
      mutedUntil: z.optional(z.nullable(z.int())),
      archived: z.optional(z.boolean()),
      pinned: z.optional(z.boolean()),
      markedUnread: z.optional(z.boolean()),
      draft: z.optional(z.nullable(z.string().check(z.minLength(1), z.maxLength(MAX_DRAFT_CHARS)))),
      clearedUpTo: z.optional(entrySeq),
      blocked: z.optional(z.boolean()),
    }),
    reply: z.strictObject({ settings: chatSettings }),
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  },
  putMark: {
    summary: 'Star a message or hide it, for oneself and all one’s devices.',
    route: 'PUT /v1/conversations/{conversation}/messages/{seq}/mark',
    door: 'http',
    path: z.strictObject({ conversation: conversationId, seq: inQuery(entrySeq) }),
    query: none,
    body: z.strictObject({
      device: deviceId,
      starred: z.optional(z.boolean()),
      hidden: z.optional(z.literal(true)),
    }),
    reply: z.strictObject({ marked: z.int() }),
    errors: ['NOT_FOUND'],
  },
  listMarks: {
    summary: `The messages of a conversation that one has starred or hidden, a page of at most ${MARKS_PAGE_MAX} behind a position.`,
    route: 'GET /v1/conversations/{conversation}/marks',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: z.strictObject({ after: z.optional(inQuery(position)) }),
    body: none,
    reply: z.strictObject({
      marks: z.array(z.strictObject({ seq: entrySeq, starred: z.boolean(), hidden: z.boolean() })),
      more: z.boolean(),
    }),
    errors: ['NOT_FOUND'],
  },
} as const satisfies Operations
