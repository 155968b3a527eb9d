import { expect, it } from 'vitest'
import type { PushEndpoint, Pusher, PushPayload } from '../../lambdas/ports.ts'
import { newPair, newSpeaker, newUser } from '../fixtures/people.ts'

export type PusherUnderTest = {
  readonly pusher: Pusher
  /** How often a device was shown something, by its token. */
  shown(token: string): number
  /** As when the app is gone from the device. */
  disable(token: string): void
}

/** What every Pusher guarantees; its services are `apns` and `fcm`. */
export function pusherContract(open: () => PusherUnderTest): void {
  const { pusher, shown, disable } = open()
  const token = () => `token-${newUser()}`
  const payload: PushPayload = {
    conversation: newPair().conversation,
    seq: 1,
    title: 'Ada',
    body: 'hello',
    badge: 1,
    silent: false,
  }
  const registered = async (its = token(), device = newSpeaker()): Promise<PushEndpoint> => {
    const registration = await pusher.register('fcm', its, device)
    if (typeof registration === 'string') throw new Error(registration)
    return { ...device, service: 'fcm', ...registration }
  }

  it('knows no address where a service is off', async () => {
    expect(await pusher.register('apns-sandbox', token(), newSpeaker())).toBe('off')
  })

  it('says that something is no token where the service knows', async () => {
    expect(await pusher.register('apns', `not-a-token-${token()}`, newSpeaker())).toBe('bad-token')
  })

  it('shows a device what is published to its address', async () => {
    const its = token()
    expect(await pusher.publish(await registered(its), payload)).toBe('sent')
    expect(shown(its)).toBe(1)
  })

  it('has one address a token, whoever registers it and however often', async () => {
    const its = token()
    const device = newSpeaker()
    const { address } = await registered(its, device)
    expect(await registered(its, device)).toMatchObject({ address })
    expect(await registered(its)).toMatchObject({ address })
    expect(await registered()).not.toMatchObject({ address })
  })

  it('says that a device is dead, until it registers again', async () => {
    const its = token()
    const endpoint = await registered(its)
    disable(its)
    expect(await pusher.publish(endpoint, payload)).toBe('dead')
    const again = await registered(its, endpoint)
    expect(again.address).toBe(endpoint.address)
    expect(await pusher.publish(again, payload)).toBe('sent')
    expect(shown(its)).toBe(1)
  })

  it('knows which address is on', async () => {
    const its = token()
    const { address } = await registered(its)
    expect(await pusher.isOn(address)).toBe(true)
    disable(its)
    expect(await pusher.isOn(address)).toBe(false)
    await registered(its)
    expect(await pusher.isOn(address)).toBe(true)
    await pusher.unregister(address)
    expect(await pusher.isOn(address)).toBe(false)
  })

  it('publishes nothing to what was unregistered; twice is once', async () => {
    const its = token()
    const endpoint = await registered(its)
    await pusher.unregister(endpoint.address)
    await pusher.unregister(endpoint.address)
    expect(await pusher.publish(endpoint, payload)).toBe('dead')
    expect(shown(its)).toBe(0)
    expect(await pusher.publish(await registered(its), payload)).toBe('sent')
  })
}
