import { SetEndpointAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { expect } from 'vitest'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { eventually } from '../fixtures/eventually.ts'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { type Person, say, someId } from './person.ts'

/** Where SNS is, and where what was pushed can be read and the push services be played. */
export type PushServices = { readonly sns: string; readonly pushes: string }

const TOKEN = 'a-token-that-a-service-gave-out'

/**
 * Ben is pushed to on a device whose token changes, and on two from which the app then goes: of one the service tells, of
 * the other the next push. Carl can be pushed to from now on.
 */
export async function usePush(
  at: PushServices,
  [ben, carl]: readonly [Person, Person],
  phone: RawSocket,
  conversation: string,
): Promise<void> {
  const [told, found] = ['tablet-of-ben--', 'watch-of-ben---']
  await register(ben, 'phone-of-ben---', `${TOKEN}-1`)
  await register(ben, 'phone-of-ben---', `${TOKEN}-2`)
  for (const device of [told, found]) await register(ben, device, `${TOKEN}-${device}`)
  await register(carl, 'phone-of-carl--', `${TOKEN}-carl`)

  const message = () =>
    say(phone, { action: 'send', conversation, clientId: someId(), after: 9, text: 'are you there?' })
  await message()
  const [toldAt, foundAt] = await Promise.all([pushedTo(at, told), pushedTo(at, found)])
  await pushedTo(at, '2')
  const disabling = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const body = JSON.stringify({ endpoint: toldAt })
  expect((await fetch(`${at.pushes}/disable`, { ...disabling, body })).status).toBe(200)
  const sns = new SNSClient({ endpoint: at.sns, ...LOCAL_ACCESS, region: 'us-east-1' })
  await sns.send(new SetEndpointAttributesCommand({ EndpointArn: foundAt, Attributes: { Enabled: 'false' } }))
  sns.destroy()
  await message()
}

async function register(person: Person, device: string, token: string): Promise<void> {
  await person.call('POST /v1/tickets', { device })
  await person.call(`PUT /v1/devices/${device}/push`, { service: 'fcm', token })
}

/** Waits until something was pushed to a token; the address of its device. */
function pushedTo({ pushes }: PushServices, token: string): Promise<string> {
  return eventually(async () => {
    const answer = await fetch(`${pushes}.json?token=${TOKEN}-${token}`)
    const [latest] = ((await answer.json()) as { pushes: { address: string }[] }).pushes
    expect(latest, token).toBeDefined()
    return latest!.address
  })
}
