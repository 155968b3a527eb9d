import * as z from 'zod/mini'
import { displayName, handle, password, userId } from '../schema.ts'
import { none, type Operations } from './operation.ts'

const session = z.strictObject({
  user: userId,
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Milliseconds since the epoch, by the server's clock. */
  expiresAt: z.int(),
})

/** Signing up and in: the only operations that need no identity. */
export const accounts = {
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
  changePassword: {
    summary:
      'Choose a new password. Refresh tokens given before stop working; the reply is a session of its own. Other ' +
      'devices’ sockets close with `signOutEverywhere`.',
    route: 'PUT /v1/accounts/password',
    door: 'accounts',
    path: none,
    query: none,
    body: z.strictObject({ handle, password: z.string().check(z.maxLength(256)), newPassword: password }),
    reply: session,
    errors: ['WRONG_CREDENTIALS', 'WEAK_PASSWORD', 'RATE_LIMITED'],
  },
} as const satisfies Operations
