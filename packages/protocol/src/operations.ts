import * as z from 'zod/mini'
import type { ErrorCode } from './errors.ts'
import { HISTORY_PAGE_MAX, PROFILES_PER_REQUEST } from './limits.ts'
import {
  clientId,
  conversationId,
  deviceId,
  displayName,
  entry,
  entrySeq,
  handle,
  head,
  inboxRow,
  password,
  position,
  profile,
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
    reply: z.strictObject({
      conversation: conversationId,
      with: profile,
      head,
      mine: watermark,
      peer: watermark,
    }),
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
    reply: z.strictObject({ conversations: z.array(inboxRow), cursor, more: z.boolean() }),
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
    reply: z.strictObject({ entries: z.array(entry), head, more: z.boolean() }),
    errors: ['NOT_FOUND'],
  },
  sendLong: {
    summary: 'Append a text of any allowed length; what a frame cannot carry comes this way.',
    route: 'POST /v1/conversations/{conversation}/messages',
    door: 'http',
    path: z.strictObject({ conversation: conversationId }),
    query: none,
    body: z.strictObject({ device: deviceId, clientId, after: position, text }),
    reply: z.strictObject({ seq: entrySeq, n: position, at: z.int() }),
    errors: ['BAD_TEXT', 'NOT_FOUND', 'IDEMPOTENCY_MISMATCH', 'CONTENDED', 'RATE_LIMITED'],
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
