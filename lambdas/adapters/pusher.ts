import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  GetEndpointAttributesCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns'
import type { PushEndpoint, Pusher, PushPayload, PushService, Speaker } from '../ports.ts'
import { attributesFor, PLATFORMS, payloadFor } from '../push/payload.ts'

/** The ARNs of SNS's platform applications; a service without one is off. */
type PushApplications = { readonly [Service in PushService]?: string }

export function readApplications(json: string): PushApplications {
  return json === '' ? {} : (JSON.parse(json) as PushApplications)
}

/** One attempt: retries are ours. */
export function snsClient(): SNSClient {
  return new SNSClient({ maxAttempts: 1 })
}

const ATTEMPTS = 4
const BASE_MS = 100

/** Pushing through SNS's platform applications: an endpoint a device and token. */
export function snsPusher(client: SNSClient, applications: PushApplications, now: () => number): Pusher {
  return {
    async register(service, token, device) {
      const application = applications[service]
      if (application === undefined) return 'off'
      for (let attempt = 1; ; attempt++) {
        const address = await create(application, token, device)
        if (address === undefined) return 'bad-token'
        if (await enable(address, token, device)) return { address }
        // It was deleted in between.
        if (attempt === ATTEMPTS) throw new Error('An endpoint goes as often as it is made.')
      }
    },

    async unregister(address) {
      // Deleting what is not there is no error to SNS.
      await patiently(() => client.send(new DeleteEndpointCommand({ EndpointArn: address })))
    },

    publish,

    async isOn(address) {
      try {
        const { Attributes } = await patiently(() =>
          client.send(new GetEndpointAttributesCommand({ EndpointArn: address })),
        )
        return Attributes?.Enabled === 'true'
      } catch (error) {
        if (nameOf(error) === 'NotFoundException') return false
        throw error
      }
    },
  }

  /** Undefined for what the service knows to be no token. */
  async function create(application: string, token: string, device: Speaker): Promise<string | undefined> {
    try {
      const { EndpointArn } = await patiently(() =>
        client.send(
          new CreatePlatformEndpointCommand({
            PlatformApplicationArn: application,
            Token: token,
            CustomUserData: userDataOf(device),
          }),
        ),
      )
      return EndpointArn!
    } catch (error) {
      const existing = existingOf(error)
      if (existing !== undefined || isOfToken(error)) return existing
      throw error
    }
  }

  /** An endpoint that there was may be disabled, or name its former device. False if it is gone. */
  async function enable(address: string, token: string, device: Speaker): Promise<boolean> {
    const Attributes = { Enabled: 'true', Token: token, CustomUserData: userDataOf(device) }
    try {
      await patiently(() =>
        client.send(new SetEndpointAttributesCommand({ EndpointArn: address, Attributes })),
      )
      return true
    } catch (error) {
      if (nameOf(error) === 'NotFoundException') return false
      throw error
    }
  }

  async function publish(
    { service, address }: PushEndpoint,
    payload: PushPayload,
  ): Promise<'sent' | 'dead' | 'throttled'> {
    const attributes = Object.entries(attributesFor(service, payload, now()))
    const command = () =>
      new PublishCommand({
        TargetArn: address,
        MessageStructure: 'json',
        // SNS insists on a text for the services that the message does not name.
        Message: JSON.stringify({
          default: 'New message',
          [PLATFORMS[service]]: payloadFor(service, payload, now()),
        }),
        MessageAttributes: Object.fromEntries(
          attributes.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
        ),
      })
    try {
      await patiently(() => client.send(command()))
      return 'sent'
    } catch (error) {
      if (isDead(error)) return 'dead'
      if (isPassing(error)) return 'throttled'
      throw error
    }
  }
}

/** Tries again, with jitter, what may go through in a moment: a second and a half in all at the most. */
async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error
      await sleep(Math.random() * BASE_MS * 2 ** attempt)
    }
  }
}

/** For whoever looks at an endpoint in SNS; nothing reads it. */
function userDataOf({ user, device }: Speaker): string {
  return `${user}.${device}`
}

/** The endpoint there is for a token, which SNS names in the message of an error and nowhere else. */
function existingOf(error: unknown): string | undefined {
  if (nameOf(error) !== 'InvalidParameterException') return undefined
  return /Endpoint (arn:\S+) already exists with the same Token/.exec((error as Error).message)?.[1]
}

function isOfToken(error: unknown): boolean {
  return nameOf(error) === 'InvalidParameterException' && /Token Reason/.test((error as Error).message)
}

function isDead(error: unknown): boolean {
  const name = nameOf(error)
  if (name === 'EndpointDisabledException' || name === 'NotFoundException') return true
  return name === 'InvalidParameterException' && /No endpoint found/.test((error as Error).message)
}

/** Throttling and server faults are alike: not now, perhaps in a moment. */
function isPassing(error: unknown): boolean {
  const name = nameOf(error)
  if (name === undefined) return false
  if (/Thrott|TooManyRequests/.test(name)) return true
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  return status === undefined || status === 429 || status >= 500
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined
}
