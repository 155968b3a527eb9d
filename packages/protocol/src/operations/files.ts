import * as z from 'zod/mini'
import { FILE_NAME_CHARS_MAX, MEDIA_BYTES_MAX, WAVEFORM_SAMPLES_MAX } from '../limits.ts'
import {
  checksum,
  clientId,
  conversationId,
  deviceId,
  entrySeq,
  media,
  mediaId,
  mediaKind,
  userId,
} from '../schema.ts'
import { inQuery, none, type Operations } from './operation.ts'

/** A form that storage takes as multipart/form-data: these fields, then `file`. Exact in key, type, length and checksum. */
const form = z.strictObject({ url: z.string(), fields: z.record(z.string(), z.string()) })
/** Parts to be PUT, each with these headers; those that have arrived are left out. */
const part = z.strictObject({ number: z.int(), url: z.string(), headers: z.record(z.string(), z.string()) })

/** Where a file stands on its way in. */
const upload = z.strictObject({
  media: mediaId,
  /** `waiting` for bytes, `ready` to be sent, or `refused` for good. */
  state: z.enum(['waiting', 'ready', 'refused']),
  /** What is still to be sent, while it waits: one form, or parts. Good until `expiresAt`; ask again for new ones. */
  form: z.optional(form),
  parts: z.optional(z.array(part)),
  partBytes: z.optional(z.int()),
  expiresAt: z.optional(z.int()),
  /** When it is ready: as a message will bring it along. */
  descriptor: z.optional(media),
  /** Why it was refused. */
  reason: z.optional(z.string()),
})

/** A download: never a page of its own, and good for a short time. */
const download = z.strictObject({
  /** Absent while a compressed image is being made, or when that was given up. */
  url: z.optional(z.string()),
  type: z.string(),
  bytes: z.int(),
  /** A smaller picture of it, WebP; for a video, of its poster. */
  thumbnail: z.optional(z.strictObject({ url: z.string(), width: z.int(), height: z.int() })),
  blur: z.optional(z.string()),
  /** `processing`: ask again soon. `given-up`: there is no thumbnail (and of a compressed image, nothing), and `reason` says why. */
  state: z.enum(['ready', 'processing', 'given-up']),
  reason: z.optional(z.string()),
  expiresAt: z.int(),
})

/** Files: brought up to storage by the device itself, then named by a message. */
export const files = {
  createUpload: {
    summary:
      'Begin to bring up a file for one conversation, or without one for one’s profile picture. The same device and ' +
      'client id again is the same file, with fresh addresses for what is missing. Gone after a day if no message names it.',
    route: 'POST /v1/media',
    door: 'http',
    path: none,
    query: none,
    body: z.strictObject({
      device: deviceId,
      clientId,
      conversation: z.optional(conversationId),
      kind: mediaKind,
      type: z.string().check(z.maxLength(100), z.regex(/^[a-z]+\/[a-z0-9.+-]+$/)),
      bytes: z.int().check(z.minimum(1), z.maximum(MEDIA_BYTES_MAX)),
      /** Of the whole file, or where it goes up in parts of each part, in order. */
      checksums: z.array(checksum).check(z.minLength(1), z.maxLength(256)),
      name: z.optional(z.string().check(z.minLength(1), z.maxLength(FILE_NAME_CHARS_MAX))),
      /** Of an image: make it smaller and take out where and with what it was made. Readers get only that. */
      compressed: z.optional(z.boolean()),
      /** Of a video: an image that one has brought up before, to be shown for it. */
      poster: z.optional(mediaId),
      width: z.optional(z.int().check(z.minimum(1), z.maximum(100_000))),
      height: z.optional(z.int().check(z.minimum(1), z.maximum(100_000))),
      duration: z.optional(z.int().check(z.minimum(0), z.maximum(86_400_000))),
      waveform: z.optional(
        z.array(z.int().check(z.minimum(0), z.maximum(100))).check(z.maxLength(WAVEFORM_SAMPLES_MAX)),
      ),
    }),
    reply: upload,
    errors: ['NOT_FOUND', 'FORBIDDEN', 'BAD_MEDIA', 'IDEMPOTENCY_MISMATCH', 'RATE_LIMITED'],
  },
  completeUpload: {
    summary:
      'Say that all bytes were sent: the file is put together and checked, and then ready or refused. Again is the same.',
    route: 'POST /v1/media/{media}/complete',
    door: 'http',
    path: z.strictObject({ media: mediaId }),
    query: none,
    body: none,
    reply: upload,
    errors: ['NOT_FOUND', 'NOT_READY'],
  },
  cancelUpload: {
    summary: 'Forget a file that no message names.',
    route: 'DELETE /v1/media/{media}',
    door: 'http',
    path: z.strictObject({ media: mediaId }),
    query: none,
    body: none,
    reply: z.strictObject({}),
    errors: ['NOT_FOUND'],
  },
  copyMedia: {
    summary:
      'Take the file of a message that one may read into another conversation, to forward it, without bringing it up again.',
    route: 'POST /v1/conversations/{conversation}/messages/{seq}/media/copy',
    door: 'http',
    path: z.strictObject({ conversation: conversationId, seq: inQuery(entrySeq) }),
    query: none,
    body: z.strictObject({ device: deviceId, clientId, to: conversationId }),
    reply: upload,
    errors: ['NOT_FOUND', 'FORBIDDEN', 'NOT_READY', 'BAD_MEDIA', 'IDEMPOTENCY_MISMATCH', 'RATE_LIMITED'],
  },
  getMedia: {
    summary: 'Addresses to download the file of a message that one may read.',
    route: 'GET /v1/conversations/{conversation}/messages/{seq}/media',
    door: 'http',
    path: z.strictObject({ conversation: conversationId, seq: inQuery(entrySeq) }),
    query: none,
    body: none,
    reply: download,
    errors: ['NOT_FOUND'],
  },
  getPicture: {
    summary: 'Addresses to download the picture of a person who shows it.',
    route: 'GET /v1/people/{user}/picture',
    door: 'http',
    path: z.strictObject({ user: userId }),
    query: none,
    body: none,
    reply: download,
    errors: ['NOT_FOUND'],
  },
} as const satisfies Operations
