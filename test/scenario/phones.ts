import { randomBytes } from 'node:crypto'
import type { PushToken } from '@parley/client'
import { expect } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { type Account, ask, newDeviceId, ticketOf } from './accounts.ts'

/** Where what was pushed can be read: `Embedded`. */
type PushSystem = { readonly pushesUrl: string }

/** A device that can be pushed to, and on which nobody listens. */
type Phone = PushToken & { readonly account: Account; readonly device: string }

/** What a push service was handed for a device. */
export type Push = {
  readonly address: string
  readonly payload: ApnsPayload & FcmPayload
  readonly attributes: Readonly<Record<string, string>>
}
type Alert = {
  readonly title?: string
  readonly body?: string
  readonly 'loc-key'?: string
  readonly 'loc-args'?: readonly string[]
}
type ApnsPayload = {
  readonly aps: { readonly alert: Alert; readonly badge: number; readonly sound?: string }
  readonly conversation: string
  readonly seq: number
}
type FcmPayload = {
  readonly fcmV1Message: {
    readonly message: {
      readonly notification?: { readonly title?: string; readonly body?: string }
      readonly data: { readonly conversation: string; readonly seq: string; readonly badge: string }
      readonly android: {
        readonly collapse_key: string
        readonly notification: {
          readonly tag: string
          readonly body_loc_key?: string
          readonly default_sound?: true
        }
      }
    }
  }
}

/** A device token as its service gives them out. */
export function newToken(service: PushToken['service']): PushToken {
  const token = randomBytes(32)
  return { service, token: service === 'fcm' ? token.toString('base64url') : token.toString('hex') }
}

/** A device of the account's, registered with a token of its own unless one is given. */
export async function phoneOf(
  account: Account,
  { service, token }: PushToken = newToken('apns'),
): Promise<Phone> {
  const phone = { account, device: newDeviceId(), service, token }
  await ticketOf(account, phone.device)
  await register(phone)
  return phone
}

export async function register({ account, device, service, token }: Phone): Promise<void> {
  const { status, body } = await ask(account, `PUT /v1/devices/${device}/push`, { service, token })
  expect([status, body]).toEqual([200, { on: true }])
}

/** What was pushed to a device, oldest first. */
export async function pushesTo({ pushesUrl }: PushSystem, { token }: PushToken): Promise<Push[]> {
  const response = await fetch(`${pushesUrl}.json?token=${token}`)
  return ((await response.json()) as { pushes: Push[] }).pushes.reverse()
}

/** What a device shows: the text, or the key of what the app says instead of it. */
function shownIn({ payload }: Push): string | undefined {
  if (payload.aps) return payload.aps.alert.body ?? payload.aps.alert['loc-key']
  const { notification, android } = payload.fcmV1Message.message
  return notification?.body ?? android.notification.body_loc_key
}

/** Waits until exactly this was pushed to a device; what that was. */
export function pushed(system: PushSystem, token: PushToken, shown: readonly string[]): Promise<Push[]> {
  return eventually(async () => {
    const pushes = await pushesTo(system, token)
    expect(pushes.map(shownIn)).toEqual(shown)
    return pushes
  })
}

/** Plays the push service: `disable` an endpoint, `throttle` what comes next. */
export async function playService({ pushesUrl }: PushSystem, what: 'disable' | 'throttle', how: object) {
  const headers = { 'content-type': 'application/json' }
  const told = await fetch(`${pushesUrl}/${what}`, { method: 'POST', headers, body: JSON.stringify(how) })
  expect(told.status).toBe(200)
}
