import * as z from 'zod/mini'
import type { ErrorCode } from './errors.ts'
import {
  HISTORY_PAGE_MAX,
  MARKS_PAGE_MAX,
  MAX_DRAFT_CHARS,
  MEMBERS_PER_REQUEST,
  MENTIONS_PER_MESSAGE,
  PROFILES_PER_REQUEST,
} from './limits.ts'
import {
  accountSettings,
  chatSettings,
  clientId,
  conversationId,
  conversationSettings,
  conversationView,
  description,
  deviceId,
  displayName,
  entry,
  entrySeq,
  handle,
  head,
  historyRule,
  inboxRow,
  inviteCode,
  password,
  picture,
  position,
  profile,
  role,
  text,
  userId,
  watermark,
} from './schema.ts'

const none = z.strictObject({})
/** A billion is no error: it is cut to the largest page. */
const pageSize = z.int().check(z.minimum(1))
const cursor = z.string().check(z.maxLength(512))
const session = z.strictObject({
  user: userId,
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Milliseconds since the epoch, by the server's clock. */
  expiresAt: z.int(),
})
/** A query string carries text: digits are read as the number they write. */
const inQuery = (schema: z.ZodMiniType<number, number>) =>
  z.pipe(z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number)), schema)

const CHANGE_ERRORS = ['NOT_FOUND', 'FORBIDDEN', 'TOO_MANY', 'RATE_LIMITED', 'CONTENDED'] as const

/**
 * What a client may ask over HTTPS: operation → route, schemas, errors. `door` names the function that
 * answers: `accounts` needs no identity, `http` always has one (the JWT authorizer stands in front).
 */
export const OPERATIONS = {
  createAccount: {
    summary: 'Sign up: a person with a unique handle, a name and a password.',
    route: 'POST /v1/accounts',
    door: 'accounts',
    path: none,
    query: none,
    body: z.strictObject({ handle, name: displayName, password }),
    reply: session,
    errors: ['HANDLE_TAKEN', 'WEAK_PASSWORD'],
  },
  createSession: {
    summary: 'Sign in with handle and password.',
    route: 'POST /v1/sessions',
    door: 'accounts',
    path: none,
    query: none,
    body: z.strictObject({ handle, password: z.string().check(z.maxLength(256)) }),
    reply: session,
    errors: ['WRONG_CREDENTIALS', 'RATE_LIMITED'],
  },
  refreshSession: {
    summary: 'Exchange a refresh token for a new access token.',
    route: 'POST /v1/sessions/refresh',
    door: 'accounts',
    path: none,
    query: none,
    body: z.strictObject({ refreshToken: z.string().check(z.maxLength(8192)) }),
    reply: session,
    errors: ['WRONG_CREDENTIALS', 'RATE_LIMITED'],
  },
  getMe: {
    summary: 'One’s own profile.',
    route: 'GET /v1/me',
    door: 'http',
    path: none,
    query: none,
    body: none,
    reply: profile,
    errors: ['NO_PROFILE'],
  },
  putMe: {
    summary:
      'Choose handle and name, once after the first sign-in with a foreign identity provider, or change the name.',
    route: 'PUT /v1/me',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({ handle, name: displayName }),
    reply: profile,
    errors: ['HANDLE_TAKEN'],
  },
  findPerson: {
    summary: 'Find a person by exact handle.',
    route: 'GET /v1/people/{handle}',
    door: 'http',
    path: z.strictObject({ handle }),
    query: none,
    body: none,
    reply: profile,
    errors: ['NOT_FOUND'],
  },
  getProfiles: {
    summary: 'The profiles behind user ids; those that do not exist are left out.',
    route: 'POST /v1/profiles',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({ users: z.array(userId).check(z.minLength(1), z.maxLength(PROFILES_PER_REQUEST)) }),
    reply: z.strictObject({ profiles: z.array(profile) }),
    errors: [],
  },
  createTicket: {
    summary: 'A one-time ticket, good for 30 seconds, that opens a socket for this device.',
    route: 'POST /v1/tickets',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({ device: deviceId, deviceName: z.optional(displayName) }),
    reply: z.strictObject({ ticket: z.string(), expiresAt: z.int() }),
    errors: ['TOO_MANY_DEVICES', 'NO_PROFILE'],
  },
  openDirect: {
    summary: 'Open the direct conversation with a person; the same one whoever opens it, however often.',
    route: 'POST /v1/conversations/direct',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({ handle }),
    reply: z.strictObject({ with: profile, row: inboxRow }),
    errors: ['NOT_FOUND'],
  },
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
  createGroup: {
    summary: 'Create a group that one owns. The same device and client id again is the same group.',
    route: 'POST /v1/groups',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({
      device: deviceId,
      clientId,
      title: displayName,
      description: z.optional(description),
      picture: z.optional(picture),
      history: z.optional(historyRule),
      members: z.array(userId).check(z.maxLength(MEMBERS_PER_REQUEST)),
    }),
    /** Who cannot be added (no such person, or one who does not want to) is left out without a reason. */
    reply: conversationView,
    errors: ['NO_PROFILE', 'FORBIDDEN', 'TOO_MANY', 'RATE_LIMITED', 'CONTENDED'],
  },
  getConversation: {
    summary: 'A conversation itself: its members, title, settings and pins.',
    route: 'GET /v1/conversations/{conversation}',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    body: none,
    reply: conversationView,
    errors: ['NOT_FOUND'],
  },
  putConversation: {
    summary: 'Change title, description, picture, history or disappearing messages; what is absent stays.',
    route: 'PUT /v1/conversations/{conversation}',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    body: conversationSettings,
    reply: conversationView,
    errors: CHANGE_ERRORS,
  },
  addMembers: {
    summary:
      'Add people to a group that one leads. Who is in it already stays; who cannot be added is left out without a reason.',
    route: 'POST /v1/conversations/{conversation}/members',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    body: z.strictObject({ users: z.array(userId).check(z.minLength(1), z.maxLength(MEMBERS_PER_REQUEST)) }),
    reply: conversationView,
    errors: CHANGE_ERRORS,
  },
  removeMember: {
    summary: 'Remove a person from a group that one leads; or leave it oneself.',
    route: 'DELETE /v1/conversations/{conversation}/members/{user}',
    door: 'http',
    path: z.strictObject({ conversation: conversationId, user: userId }),
    query: none,
    body: none,
    reply: z.strictObject({}),
    errors: CHANGE_ERRORS,
  },
  putMember: {
    summary: 'Make a member an admin, an admin a member, or hand the group over to a new owner.',
    route: 'PUT /v1/conversations/{conversation}/members/{user}',
    door: 'http',
    path: z.strictObject({ conversation: conversationId, user: userId }),
    query: none,
    body: z.strictObject({ role }),
    reply: conversationView,
    errors: CHANGE_ERRORS,
  },
  createInvite: {
    summary:
      'An invite to a group that one leads: whoever has the code may join until it expires or is revoked.',
    route: 'POST /v1/conversations/{conversation}/invites',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    /** Seconds; a week unless said, a year at the most. */
    body: z.strictObject({ lifetime: z.optional(z.int().check(z.minimum(1), z.maximum(366 * 86_400))) }),
    reply: z.strictObject({ code: inviteCode, expiresAt: z.int() }),
    errors: ['NOT_FOUND', 'FORBIDDEN', 'TOO_MANY'],
  },
  listInvites: {
    summary: 'The invites of a group that one leads. Their codes are told only once, to who made them.',
    route: 'GET /v1/conversations/{conversation}/invites',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    body: none,
    reply: z.strictObject({
      invites: z.array(z.strictObject({ invite: z.string(), by: userId, expiresAt: z.int() })),
    }),
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  },
  revokeInvite: {
    summary: 'Make an invite worthless; `invite` is its id in the list, or the code itself.',
    route: 'DELETE /v1/conversations/{conversation}/invites/{invite}',
    door: 'http',
    path: z.strictObject({ conversation: conversationId, invite: z.string().check(z.maxLength(160)) }),
    query: none,
    body: none,
    reply: z.strictObject({}),
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  },
  getInvite: {
    summary: 'What an invite leads to, before one joins.',
    route: 'GET /v1/invites/{code}',
    door: 'http',
    path: z.strictObject({ code: inviteCode }),
    query: none,
    body: none,
    reply: z.strictObject({
      conversation: conversationId,
      title: z.string(),
      description: z.string(),
      picture: z.string(),
      members: position,
    }),
    errors: ['NOT_FOUND'],
  },
  joinByInvite: {
    summary: 'Join the group that an invite leads to; nothing happens if one is in it.',
    route: 'POST /v1/invites/{code}',
    door: 'http',
    path: z.strictObject({ code: inviteCode }),
    query: none,
    body: none,
    reply: conversationView,
    errors: ['NOT_FOUND', 'NO_PROFILE', 'TOO_MANY', 'RATE_LIMITED', 'CONTENDED'],
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
  putSettings: {
    summary: 'Change the account’s settings; what is absent stays.',
    route: 'PUT /v1/me/settings',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({ device: deviceId, readReceipts: z.optional(z.boolean()) }),
    reply: accountSettings,
    errors: [],
  },
  listDevices: {
    summary: 'One’s own devices.',
    route: 'GET /v1/devices',
    door: 'http',
    path: none,
    query: none,
    body: none,
    reply: z.strictObject({
      devices: z.array(
        z.strictObject({
          device: deviceId,
          name: z.optional(z.string()),
          since: z.int(),
          online: z.boolean(),
        }),
      ),
    }),
    errors: [],
  },
  removeDevice: {
    summary:
      'Sign a device out: its socket is closed, it is forgotten, and what it does next is refused until it signs in.',
    route: 'DELETE /v1/devices/{device}',
    door: 'http',
    path: z.strictObject({ device: deviceId }),
    query: none,
    body: none,
    reply: z.strictObject({}),
    errors: ['NOT_FOUND'],
  },
} as const satisfies Record<string, Operation>

type Operation = {
  summary: string
  route: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /v1/${string}`
  door: 'accounts' | 'http'
  path: z.ZodMiniType
  query: z.ZodMiniType
  body: z.ZodMiniType
  reply: z.ZodMiniType
  /** Beyond `COMMON_ERRORS`, and `TOO_LARGE` where there is a body. */
  errors: readonly ErrorCode[]
}

export type OperationName = keyof typeof OPERATIONS
export type OperationsBehind<Door extends 'accounts' | 'http'> = {
  [Name in OperationName]: (typeof OPERATIONS)[Name]['door'] extends Door ? Name : never
}[OperationName]
export type OperationPath<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['path']>
export type OperationQuery<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['query']>
export type OperationBody<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['body']>
export type OperationReply<Name extends OperationName> = z.infer<(typeof OPERATIONS)[Name]['reply']>
