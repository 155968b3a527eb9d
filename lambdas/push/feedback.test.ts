import { expect, it } from 'vitest'
import { newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { learn } from './feedback.ts'

const ADDRESS = 'arn:aws:sns:eu-central-1:000000000000:endpoint/GCM/parley/1'

async function scene() {
  const world = newWorld()
  const device = newSpeaker()
  await world.connect(device)
  await world.pushEndpoints.put({ ...device, service: 'fcm', address: ADDRESS }, 'token')
  const isThere = async () => (await world.pushEndpoints.of(device.user)).length > 0
  return { world, isThere }
}
const event = (more: object) =>
  JSON.stringify({ EndpointArn: ADDRESS, Service: 'SNS', Resource: 'arn:app', DeliveryAttempts: 1, ...more })

it.each(['InvalidPlatformToken', 'EndpointDisabled', 'EndpointNotFound'])(
  'takes out an endpoint to which nothing can be delivered: %s',
  async (FailureType) => {
    const { world, isThere } = await scene()
    await learn(event({ EventType: 'DeliveryFailure', FailureType }), world)
    expect(await isThere()).toBe(false)
    await learn(event({ EventType: 'DeliveryFailure', FailureType }), world)
  },
)

it('takes out an endpoint that was deleted', async () => {
  const { world, isThere } = await scene()
  await learn(event({ EventType: 'EndpointDeleted' }), world)
  expect(await isThere()).toBe(false)
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
  await learn(message, world)
  expect(await isThere()).toBe(true)
})
