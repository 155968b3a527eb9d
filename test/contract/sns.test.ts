import { SNSClient } from '@aws-sdk/client-sns'
import { afterAll, describe, expect, it } from 'vitest'
import { snsPusher } from '../../lambdas/adapters/pusher.ts'
import type { PushEndpoint, PushPayload } from '../../lambdas/ports.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { newPair, newSpeaker, newUser } from '../fixtures/people.ts'
import { startSns } from '../fixtures/sns.ts'
import { pusherContract } from './pusher.contract.ts'

const NOW = 1_700_000_000_000
const APPLICATIONS = {
  apns: 'arn:aws:sns:local:000000000000:app/APNS/parley',
  fcm: 'arn:aws:sns:local:000000000000:app/GCM/parley',
}

const sns = await startSns()
const client = new SNSClient({ endpoint: sns.url, ...LOCAL_ACCESS, maxAttempts: 1 })
const pusher = snsPusher(client, APPLICATIONS, () => NOW)

afterAll(async () => {
  client.destroy()
  await sns.stop()
})

const payload: PushPayload = {
  conversation: newPair().conversation,
  seq: 4,
  title: 'Ada',
  body: 'hello',
  badge: 2,
  silent: false,
}
const register = async (service: 'apns' | 'fcm', token: string, device = newSpeaker()) => {
  const registration = await pusher.register(service, token, device)
  if (typeof registration === 'string') throw new Error(registration)
  return registration
}
const registered = async (service: 'apns' | 'fcm' = 'fcm'): Promise<PushEndpoint> => {
  const device = newSpeaker()
  return { ...device, service, ...(await register(service, `token-${newUser()}`, device)) }
}
const lastTo = ({ address }: PushEndpoint) => sns.published.findLast(({ target }) => target === address)

describe('Pusher in SNS', () => {
  pusherContract(() => ({
    pusher,
    shown: (token) => sns.published.filter(({ target }) => sns.endpoints.get(target)?.token === token).length,
    disable(token) {
      for (const each of sns.endpoints.values()) if (each.token === token) each.isEnabled = false
    },
  }))

  it('gives an endpoint that is another’s, or disabled, to whoever registers its token', async () => {
    const [first, second] = [newSpeaker(), newSpeaker()]
    const token = `token-${newUser()}`
    const { address } = await register('apns', token, first)
    sns.endpoints.get(address)!.isEnabled = false
    expect(await register('apns', token, second)).toEqual({ address })
    expect(sns.endpoints.get(address)).toEqual({
      token,
      userData: `${second.user}.${second.device}`,
      isEnabled: true,
    })
  })

  it('tells APNs what a push is by attributes, and FCM in the payload', async () => {
    const [apns, fcm] = [await registered('apns'), await registered('fcm')]
    for (const endpoint of [apns, fcm]) expect(await pusher.publish(endpoint, payload)).toBe('sent')
    expect(lastTo(apns)).toMatchObject({
      payload: { aps: { alert: { title: 'Ada', body: 'hello' } } },
      attributes: {
        'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': payload.conversation,
        'AWS.SNS.MOBILE.APNS.PUSH_TYPE': 'alert',
        'AWS.SNS.MOBILE.APNS.PRIORITY': '10',
      },
    })
    expect(lastTo(fcm)).toMatchObject({
      payload: { fcmV1Message: { message: { notification: { title: 'Ada', body: 'hello' } } } },
      attributes: {},
    })
  })

  it.each([
    ['Throttled', 400],
    ['ThrottlingException', 400],
    ['InternalError', 500],
    ['ServiceUnavailable', 503],
  ])('tries again when it is answered %s, and says so when that does not help', async (code, status) => {
    const endpoint = await registered()
    sns.failNext({ code, status }, { code, status })
    expect(await pusher.publish(endpoint, payload)).toBe('sent')
    sns.failNext(...Array.from({ length: 4 }, () => ({ code, status })))
    expect(await pusher.publish(endpoint, payload)).toBe('throttled')
    expect(sns.published.filter(({ target }) => target === endpoint.address)).toHaveLength(1)
  })

  it.each([
    ['AuthorizationError', 403],
    ['PlatformApplicationDisabled', 400],
    ['InvalidParameter', 400],
  ])('fails for %s: that is for a person, and no device is dead for it', async (code, status) => {
    const endpoint = await registered()
    sns.failNext({ code, status })
    await expect(pusher.publish(endpoint, payload)).rejects.toThrow()
  })

  it('takes an endpoint that SNS forgot for dead', async () => {
    const endpoint = await registered()
    sns.failNext({ code: 'NotFound', status: 404 })
    expect(await pusher.publish(endpoint, payload)).toBe('dead')
  })

  it('registers and takes out a device though SNS takes no more for a moment', async () => {
    const throttled = { code: 'Throttled', status: 400 }
    sns.failNext(throttled, throttled)
    const { address } = await registered()
    sns.failNext(throttled)
    await pusher.unregister(address)
    expect(sns.endpoints.has(address)).toBe(false)
    sns.failNext(...Array.from({ length: 4 }, () => throttled))
    await expect(registered()).rejects.toThrow()
  })
})
