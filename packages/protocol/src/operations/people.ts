import * as z from 'zod/mini'
import { CONTACTS_PAGE_MAX, PROFILES_PER_REQUEST } from '../limits.ts'
import {
  about,
  accountSettings,
  audience,
  contact,
  deviceId,
  displayName,
  handle,
  mediaId,
  ownProfile,
  presence,
  profile,
  quietHours,
  userId,
} from '../schema.ts'
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
    reply: ownProfile,
    errors: ['NO_PROFILE'],
  },
  putMe: {
    summary:
      'Choose handle and name, first after signing in with a foreign identity provider, or change the profile: what is ' +
      'absent stays, null takes away. A handle once held is never anybody else’s.',
    route: 'PUT /v1/me',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({
      handle,
      name: displayName,
      about: z.optional(z.nullable(about)),
      /** Of a file that one has uploaded without a conversation. */
      picture: z.optional(z.nullable(mediaId)),
      email: z.optional(z.nullable(z.string().check(z.maxLength(254), z.regex(/^[^@\s]+@[^@\s]+$/)))),
      phone: z.optional(z.nullable(z.string().check(z.regex(/^\+[1-9]\d{6,14}$/)))),
    }),
    reply: ownProfile,
    errors: ['HANDLE_TAKEN', 'NOT_FOUND', 'NOT_READY', 'BAD_MEDIA', 'RATE_LIMITED'],
  },
  deleteMe: {
    summary:
      'Delete the account, for good: signed out everywhere at once; out of all groups, and everything of one’s own ' +
      'gone, soon after. What one wrote to others stays theirs, from a deleted account.',
    route: 'DELETE /v1/me',
    door: 'http',
    path: none,
    query: none,
    /** One’s own handle, so that nobody does it by mistake. */
    body: z.strictObject({ handle }),
    reply: z.strictObject({}),
    errors: ['NO_PROFILE', 'FORBIDDEN'],
  },
  putSettings: {
    summary:
      'Change the account’s settings; what is absent stays, null goes back to what holds for everybody.',
    route: 'PUT /v1/me/settings',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({
      device: deviceId,
      readReceipts: z.optional(z.nullable(audience)),
      lastSeen: z.optional(z.nullable(audience)),
      picture: z.optional(z.nullable(audience)),
      findable: z.optional(z.nullable(audience)),
      pushPreviews: z.optional(z.nullable(z.boolean())),
      quietHours: z.optional(z.nullable(quietHours)),
    }),
    reply: accountSettings,
    errors: [],
  },
  findPerson: {
    summary: 'Find a person by exact handle. Who does not want to be found by one is not found.',
    route: 'GET /v1/people/{handle}',
    door: 'http',
    path: z.strictObject({ handle }),
    query: none,
    body: none,
    reply: profile,
    errors: ['NOT_FOUND', 'RATE_LIMITED'],
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
  listContacts: {
    summary: `One’s contacts, a page of at most ${CONTACTS_PAGE_MAX} behind a user id.`,
    route: 'GET /v1/contacts',
    door: 'http',
    path: none,
    query: z.strictObject({ after: z.optional(userId) }),
    body: none,
    reply: z.strictObject({ contacts: z.array(contact), more: z.boolean() }),
    errors: [],
  },
  putContact: {
    summary: 'Make a person a contact, under a name of one’s own or theirs. They are not told.',
    route: 'PUT /v1/contacts/{user}',
    door: 'http',
    path: z.strictObject({ user: userId }),
    query: none,
    body: z.strictObject({ name: z.optional(displayName) }),
    reply: contact,
    errors: ['NOT_FOUND', 'TOO_MANY'],
  },
  removeContact: {
    summary: 'Make a person a contact no longer.',
    route: 'DELETE /v1/contacts/{user}',
    door: 'http',
    path: z.strictObject({ user: userId }),
    query: none,
    body: none,
    reply: z.strictObject({}),
    errors: [],
  },
  getPresence: {
    summary:
      'Who of these is online, or was last seen when, without hearing of it further: for large groups.',
    route: 'POST /v1/presence',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({ users: z.array(userId).check(z.minLength(1), z.maxLength(PROFILES_PER_REQUEST)) }),
    reply: z.strictObject({ presence: z.array(presence) }),
    errors: ['RATE_LIMITED'],
  },
  createTicket: {
    summary: 'A one-time ticket, good for 30 seconds, that opens a socket for this device.',
    route: 'POST /v1/tickets',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({ device: deviceId, deviceName: z.optional(displayName) }),
    reply: z.strictObject({
      ticket: z.string(),
      expiresAt: z.int(),
      /** How often to ping while the app is in use, and after how long without one is offline; milliseconds. */
      presence: z.strictObject({ heartbeat: z.int(), timeout: z.int() }),
    }),
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
  signOutEverywhere: {
    summary:
      'Sign out every device but this one: their sockets close, and what they were given before is refused. Without ' +
      '`keep`, this one as well.',
    route: 'POST /v1/devices/sign-out',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({ keep: z.optional(deviceId) }),
    reply: z.strictObject({}),
    errors: [],
  },
  putPush: {
    summary:
      'Where to push to this device, when nobody listens on it. A token is its newest owner’s. `on` is false where ' +
      'the deployment has no push service of that kind.',
    route: 'PUT /v1/devices/{device}/push',
    door: 'http',
    path: z.strictObject({ device: deviceId }),
    query: none,
    body: z.strictObject({
      service: z.enum(['apns', 'apns-sandbox', 'fcm']),
      token: z.string().check(z.regex(/^[A-Za-z0-9_:-]{16,4096}$/)),
    }),
    reply: z.strictObject({ on: z.boolean() }),
    errors: ['NOT_FOUND', 'BAD_REQUEST', 'RATE_LIMITED'],
  },
  removePush: {
    summary: 'Push to this device no longer.',
    route: 'DELETE /v1/devices/{device}/push',
    door: 'http',
    path: z.strictObject({ device: deviceId }),
    query: none,
    body: none,
    reply: z.strictObject({}),
    errors: [],
  },
} as const satisfies Operations
