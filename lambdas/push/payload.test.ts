import type { ConversationId } from '@parley/domain'
import { directId } from '@parley/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newUser } from '../../test/fixtures/people.ts'
import type { PushPayload, PushService } from '../ports.ts'
import { attributesFor, PAYLOAD_BYTES, payloadFor } from './payload.ts'

const NOW = 1_700_000_000_000
const SERVICES: PushService[] = ['apns', 'apns-sandbox', 'fcm']
const conversation = directId(newUser(), newUser())

const push = (more: Partial<PushPayload> = {}): PushPayload => ({
  conversation,
  seq: 7,
  title: 'Ada',
  body: 'hello',
  badge: 3,
  silent: false,
  ...more,
})
const asApns = (payload: PushPayload) => JSON.parse(payloadFor('apns', payload, NOW))
const asFcm = (payload: PushPayload) => JSON.parse(payloadFor('fcm', payload, NOW)).fcmV1Message.message

/** Escapes, astral characters, markup, controls: whatever people paste. */
const anyText = fc
  .array(
    fc.constantFrom('a', '"', '\\', '\n', '\u0000', '\u202e', 'é', '漢', '👩‍👩‍👧', '<b>', '{{x}}', '%s'),
    {
      maxLength: 200,
    },
  )
  .chain((parts) => fc.integer({ min: 1, max: 60 }).map((times) => parts.join('').repeat(times)))

describe.each(SERVICES)('a payload for %s', (service) => {
  it('is never larger than the service takes, and cut between code points', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.boolean(), (title, body, silent) => {
        const payload = payloadFor(service, push({ title, body, silent, expires: NOW + 60_000 }), NOW)
        expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(PAYLOAD_BYTES)
        expect(payload.isWellFormed()).toBe(true)
        expect(Buffer.from(payload).toString()).toBe(payload)
      }),
    )
  })

  it('uses the room that there is, and says that more was written', () => {
    const payload = payloadFor(service, push({ body: '漢'.repeat(5_000) }), NOW)
    expect(Buffer.byteLength(payload)).toBeGreaterThan(PAYLOAD_BYTES - 4)
    expect(payload).toContain('漢…')
  })

  it('is no larger for a name as long as names may be, where the app words it', () => {
    const payload = payloadFor(service, push({ body: { kind: 'image', by: '"'.repeat(5_000) } }), NOW)
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(PAYLOAD_BYTES)
  })

  it('shows what was written as it was written, less what is no text', () => {
    const body = '<b>bold</b> & %s {{x}}\n\u202esecond\u0007'
    expect(payloadFor(service, push({ body, title: 'Ada\nyour bank' }), NOW)).toContain(
      JSON.stringify('<b>bold</b> & %s {{x}}\nsecond').slice(1, -1),
    )
    expect(payloadFor(service, push({ title: 'Ada\nyour bank' }), NOW)).toContain('"Ada your bank"')
  })
})

describe('APNs', () => {
  it('gets an alert with sound, all that is unread, and the conversation as its thread', () => {
    expect(asApns(push())).toEqual({
      aps: {
        alert: { title: 'Ada', body: 'hello' },
        badge: 3,
        sound: 'default',
        'interruption-level': 'active',
        'thread-id': conversation,
        'mutable-content': 1,
      },
      conversation,
      seq: 7,
    })
  })

  it('gets one without a sound that interrupts nobody', () => {
    const { aps } = asApns(push({ silent: true }))
    expect(aps).not.toHaveProperty('sound')
    expect(aps['interruption-level']).toBe('passive')
    expect(attributesFor('apns', push({ silent: true }), NOW)['AWS.SNS.MOBILE.APNS.PRIORITY']).toBe('5')
  })

  it('lets the app word what is not to be shown', () => {
    const { title: _, ...hidden } = push({ body: { kind: 'message' } })
    expect(asApns(hidden).aps.alert).toEqual({ 'loc-key': 'push_message' })
    expect(asApns(push({ body: { kind: 'image', by: 'Ben' } })).aps.alert).toEqual({
      title: 'Ada',
      'loc-key': 'push_image_by',
      'loc-args': ['Ben'],
    })
  })

  it.each([conversation, `gr_${newUser()}` as ConversationId])(
    'collapses the pushes of %s: an id of at most 64 bytes',
    (id) => {
      const attributes = attributesFor('apns', push({ conversation: id }), NOW)
      expect(attributes).toEqual({
        'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': id,
        'AWS.SNS.MOBILE.APNS.PUSH_TYPE': 'alert',
        'AWS.SNS.MOBILE.APNS.PRIORITY': '10',
      })
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(64)
    },
  )

  it('shows nothing once it has disappeared', () => {
    const attributes = attributesFor('apns-sandbox', push({ expires: NOW + 90_500 }), NOW)
    expect(attributes['AWS.SNS.MOBILE.APNS_SANDBOX.TTL']).toBe('90')
  })
})

describe('FCM', () => {
  it('gets a notification that replaces the conversation’s last, and data of strings only', () => {
    expect(asFcm(push())).toEqual({
      notification: { title: 'Ada', body: 'hello' },
      data: { conversation, seq: '7', badge: '3' },
      android: {
        priority: 'high',
        collapse_key: conversation,
        notification: {
          tag: conversation,
          channel_id: 'messages',
          notification_count: 3,
          visibility: 'PRIVATE',
          default_sound: true,
        },
      },
    })
    expect(attributesFor('fcm', push(), NOW)).toEqual({})
  })

  it('gets one without a sound in a channel of its own', () => {
    const { android } = asFcm(push({ silent: true }))
    expect(android.priority).toBe('normal')
    expect(android.notification.channel_id).toBe('quiet')
    expect(android.notification).not.toHaveProperty('default_sound')
  })

  it('lets the app word what is not to be shown', () => {
    const { title: _, ...hidden } = push({ body: { kind: 'message' } })
    expect(asFcm(hidden)).not.toHaveProperty('notification')
    expect(asFcm(hidden).android.notification).toMatchObject({
      body_loc_key: 'push_message',
      body_loc_args: [],
    })
  })

  it.each([
    [NOW + 90_500, '90s'],
    [NOW + 5, '1s'],
    [NOW + 365 * 24 * 3_600_000, `${28 * 24 * 3600}s`],
  ])('shows nothing once it has disappeared at %d', (expires, ttl) => {
    expect(asFcm(push({ expires })).android.ttl).toBe(ttl)
  })
})
