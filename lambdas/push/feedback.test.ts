import { expect, it } from 'vitest'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { learn } from './feedback.ts'

/** The first that the push services in memory make. */
const ADDRESS = 'fcm/1'

async function scene() {
  const world = newWorld()
  const device = newSpeaker()
  await world.connect(device)
  const registered = await world.pusher.register('fcm', 'token', device)
  expect(registered).toEqual({ address: ADDRESS })
  await world.pushEndpoints.put({ ...device, service: 'fcm', address: ADDRESS }, 'token')
  const isThere = async () => (await world.pushEndpoints.of(device.user)).length > 0
  return { world, device, isThere }
}
const event = (more: object) =>
  JSON.stringify({ EndpointArn: ADDRESS, Service: 'SNS', Resource: 'arn:app', DeliveryAttempts: 1, ...more })

it.each(['InvalidPlatformToken', 'EndpointDisabled', 'EndpointNotFound'])(
  'takes out an endpoint to which nothing can be delivered: %s',
  async (FailureType) => {
    const { world, isThere } = await scene()
    world.pusher.disable('token')
    await learn(event({ EventType: 'DeliveryFailure', FailureType }), world)
    expect(await isThere()).toBe(false)
    await learn(event({ EventType: 'DeliveryFailure', FailureType }), world)
  },
)

it('takes out an endpoint that was deleted', async () => {
  const { world, isThere } = await scene()
  await world.pusher.unregister(ADDRESS)
  await learn(event({ EventType: 'EndpointDeleted' }), world)
  expect(await isThere()).toBe(false)
})

it('leaves what was registered again before the news of its end came', async () => {
  const { world, device, isThere } = await scene()
  world.pusher.disable('token')
  await world.pusher.register('fcm', 'token', device)
  await learn(event({ EventType: 'DeliveryFailure', FailureType: 'InvalidPlatformToken' }), world)
  await learn(event({ EventType: 'EndpointDeleted' }), world)
  expect(await isThere()).toBe(true)
})

it.each([
  event({ EventType: 'DeliveryFailure', FailureType: 'Throttled' }),
  event({ EventType: 'DeliveryFailure', FailureType: 'PlatformApplicationDisabled' }),
  event({ EventType: 'DeliveryFailure' }),
  event({ EventType: 'EndpointUpdated' }),
  event({ EventType: 'EndpointCreated' }),
  event({ EventType: 'EndpointDeleted', EndpointArn: `${ADDRESS}2` }),
  event({ EventType: 'EndpointDeleted', EndpointArn: undefined }),
  '{}',
])('leaves it for anything else: %s', async (message) => {
  const { world, isThere } = await scene()
  world.pusher.disable('token')
  await learn(message, world)
  expect(await isThere()).toBe(true)
})
