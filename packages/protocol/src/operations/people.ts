import * as z from 'zod/mini'
import { PROFILES_PER_REQUEST } from '../limits.ts'
import { accountSettings, deviceId, displayName, handle, profile, userId } from '../schema.ts'
import { none, type Operations } from './operation.ts'

/** Oneself, other people, and one’s devices. */
export const people = {
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
} as const satisfies Operations
