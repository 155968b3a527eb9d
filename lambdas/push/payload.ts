import type { PushPayload, PushService, PushWords } from '../ports.ts'

/** What APNs and FCM take at the most, in bytes of JSON. */
export const PAYLOAD_BYTES = 4_096
const TITLE_BYTES = 256
/** The longest that either service keeps a push for a device that is off, in seconds. */
const LONGEST_TTL = 28 * 24 * 3600

/** SNS's name of each service: of its applications, and of its part of a message. */
export const PLATFORMS = {
  apns: 'APNS',
  'apns-sandbox': 'APNS_SANDBOX',
  fcm: 'GCM',
} as const satisfies Record<PushService, string>

/**
 * A push as its service takes it, JSON of at most `PAYLOAD_BYTES`: a text that is too long is cut between code points.
 * What is to be replaced by a later push (`collapse`) is the conversation, whose id is shorter than the 64 bytes that
 * APNs takes.
 */
export function payloadFor(service: PushService, payload: PushPayload, now: number): string {
  const title = payload.title === undefined ? undefined : fitting(oneLine(payload.title), TITLE_BYTES)
  const body = typeof payload.body === 'string' ? plain(payload.body) : payload.body
  const make = (shown: PushPayload['body']) => {
    const { title: _, ...rest } = payload
    const push = { ...rest, ...(title && { title }), body: shown }
    return JSON.stringify(service === 'fcm' ? fcm(push, now) : apns(push))
  }
  if (typeof body !== 'string') {
    const { by, ...words } = body
    return make({ ...words, ...(by !== undefined && { by: fitting(oneLine(by), TITLE_BYTES) }) })
  }
  return make(fitting(body, PAYLOAD_BYTES - Buffer.byteLength(make(''))))
}

/** What SNS hands to APNs beside the payload; FCM takes all of it in the payload. */
export function attributesFor(
  service: PushService,
  { conversation, silent, expires }: PushPayload,
  now: number,
): Record<string, string> {
  if (service === 'fcm') return {}
  return {
    'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': conversation,
    'AWS.SNS.MOBILE.APNS.PUSH_TYPE': 'alert',
    'AWS.SNS.MOBILE.APNS.PRIORITY': silent ? '5' : '10',
    ...(expires !== undefined && { [`AWS.SNS.MOBILE.${PLATFORMS[service]}.TTL`]: `${lifeOf(expires, now)}` }),
  }
}

/** The string of the app that says it: `push_image`, or `push_image_by` with the name of who sent it. */
function wordingOf({ kind, by }: PushWords): {
  readonly key: string
  readonly args: readonly string[]
} {
  return by === undefined ? { key: `push_${kind}`, args: [] } : { key: `push_${kind}_by`, args: [by] }
}

function apns({ conversation, seq, title, body, badge, silent }: PushPayload) {
  return {
    aps: {
      alert: { ...(title && { title }), ...apnsBody(body) },
      badge,
      ...(!silent && { sound: 'default' }),
      'interruption-level': silent ? 'passive' : 'active',
      'thread-id': conversation,
      // The app may show more than this says, such as a picture, before it is shown.
      'mutable-content': 1,
    },
    conversation,
    seq,
  }
}

function apnsBody(body: PushPayload['body']) {
  if (typeof body === 'string') return { body }
  const { key, args } = wordingOf(body)
  return { 'loc-key': key, ...(args.length > 0 && { 'loc-args': args }) }
}

/** In the form of FCM's HTTP v1 API, as SNS takes it. */
function fcm({ conversation, seq, title, body, badge, silent, expires }: PushPayload, now: number) {
  const words = typeof body === 'string' ? undefined : wordingOf(body)
  const shown = typeof body === 'string' ? { body } : {}
  const message = {
    ...((title || typeof body === 'string') && { notification: { ...(title && { title }), ...shown } }),
    data: { conversation, seq: `${seq}`, badge: `${badge}` },
    android: {
      priority: silent ? 'normal' : 'high',
      collapse_key: conversation,
      ...(expires !== undefined && { ttl: `${lifeOf(expires, now)}s` }),
      notification: {
        tag: conversation,
        channel_id: silent ? 'quiet' : 'messages',
        notification_count: badge,
        visibility: 'PRIVATE',
        ...(!silent && { default_sound: true }),
        ...(words && { body_loc_key: words.key, body_loc_args: words.args }),
      },
    },
  }
  return { fcmV1Message: { message } }
}

/** Seconds; at least one, for none means to a service that it is shown now or never. */
function lifeOf(expires: number, now: number): number {
  return Math.min(LONGEST_TTL, Math.max(1, Math.floor((expires - now) / 1000)))
}

const ELLIPSIS = '…'

/** The beginning of a text whose JSON form has at most so many bytes. */
function fitting(text: string, room: number): string {
  if (Buffer.byteLength(text) * 6 <= room || jsonBytes(text) <= room) return text
  let left = room - Buffer.byteLength(ELLIPSIS)
  let kept = ''
  for (const char of text) {
    left -= jsonBytes(char)
    if (left < 0) break
    kept += char
  }
  return kept + ELLIPSIS
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2
}

/** Without control characters and without what turns the direction of what stands around it. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (char) => (char === '\n' ? char : ''))
}

function oneLine(text: string): string {
  return plain(text.replace(/\s+/g, ' ')).trim()
}
