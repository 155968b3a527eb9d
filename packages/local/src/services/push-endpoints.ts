import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SnsFault } from './sns-query.ts'

export type Endpoint = {
  arn: string
  application: string
  token: string
  userData: string
  enabled: boolean
}

/** What SNS calls the attributes of an endpoint. */
export type EndpointAttributes = { Token?: string; CustomUserData?: string; Enabled?: string }

const USER_DATA_BYTES_MAX = 2_048
const APNS_TOKEN = /^[0-9a-f]{1,400}$/i

/** The platform of an application or endpoint: `APNS`, `APNS_SANDBOX`, `GCM` … Throws SNS's fault for another ARN. */
export function platformOf(arn: string, kind: 'app' | 'endpoint'): string {
  const [, found, platform] = /^arn:aws:sns:[a-z0-9-]+:\d{12}:(app|endpoint)\/([A-Z_]+)\/.+$/.exec(arn) ?? []
  if (found === kind && platform !== undefined) return platform
  const name = kind === 'app' ? 'PlatformApplicationArn' : 'EndpointArn'
  throw new SnsFault('InvalidParameter', `Invalid parameter: ${name} Reason: ${arn} is no ARN of that kind`)
}

/** Devices that can be pushed to: a file each, written whole before a call returns. */
export class PushEndpoints {
  readonly #directory: string
  readonly #byArn = new Map<string, Endpoint>()

  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true })
    for (const name of readdirSync(directory).filter((file) => file.endsWith('.json'))) {
      const endpoint = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Endpoint
      this.#byArn.set(endpoint.arn, endpoint)
    }
  }

  /** The endpoint of this token, if it is as wished; else a new one. Throws SNS's fault if the token's is another. */
  create(application: string, attributes: EndpointAttributes): Endpoint {
    const platform = platformOf(application, 'app')
    const wanted = checked(platform, { Enabled: 'true', CustomUserData: '', ...attributes })
    const taken = this.#withToken(application, wanted.token)
    if (taken?.enabled === wanted.enabled && taken.userData === wanted.userData) return taken
    if (taken) throw alreadyExists(taken)
    const arn = `${application.replace(':app/', ':endpoint/')}/${randomUUID()}`
    return this.#keep({ arn, application, ...wanted })
  }

  find(arn: string): Endpoint | undefined {
    return this.#byArn.get(arn)
  }

  /** Throws SNS's fault if there is none. */
  get(arn: string): Endpoint {
    platformOf(arn, 'endpoint')
    const endpoint = this.#byArn.get(arn)
    if (!endpoint) throw new SnsFault('NotFound', 'Endpoint does not exist')
    return endpoint
  }

  /** Changes what is named. Throws SNS's fault if another endpoint has the token, or there is no such endpoint. */
  set(arn: string, attributes: EndpointAttributes): Endpoint {
    const endpoint = this.get(arn)
    const changed = checked(platformOf(arn, 'endpoint'), { ...attributesOf(endpoint), ...attributes })
    const taken = this.#withToken(endpoint.application, changed.token)
    if (taken && taken.arn !== arn) throw alreadyExists(taken)
    return this.#keep({ ...endpoint, ...changed })
  }

  /** What there was, if anything. */
  remove(arn: string): Endpoint | undefined {
    const endpoint = this.#byArn.get(arn)
    rmSync(this.#file(arn), { force: true })
    this.#byArn.delete(arn)
    return endpoint
  }

  of(application: string): Endpoint[] {
    return [...this.#byArn.values()].filter((endpoint) => endpoint.application === application)
  }

  #withToken(application: string, token: string): Endpoint | undefined {
    return this.of(application).find((endpoint) => endpoint.token === token)
  }

  #keep(endpoint: Endpoint): Endpoint {
    const file = this.#file(endpoint.arn)
    writeFileSync(`${file}.new`, JSON.stringify(endpoint))
    renameSync(`${file}.new`, file)
    this.#byArn.set(endpoint.arn, endpoint)
    return endpoint
  }

  #file(arn: string): string {
    return join(
      this.#directory,
      `${arn
        .split('/')
        .pop()!
        .replace(/[^0-9a-f-]/g, '')}.json`,
    )
  }
}

export const attributesOf = ({ token, userData, enabled }: Endpoint) => ({
  Enabled: String(enabled),
  Token: token,
  ...(userData && { CustomUserData: userData }),
})

function checked(platform: string, attributes: EndpointAttributes) {
  const { Token: token = '', CustomUserData: userData = '', Enabled = 'true' } = attributes
  const refuse = (name: string, why: string) => {
    throw new SnsFault('InvalidParameter', `Invalid parameter: ${name} Reason: ${why}`)
  }
  if (token === '') refuse('Token', 'Token cannot be empty')
  if (platform.startsWith('APNS') && !APNS_TOKEN.test(token))
    refuse('Token', 'iOS device tokens must be no more than 400 hexadecimal characters')
  if (Buffer.byteLength(userData) > USER_DATA_BYTES_MAX)
    refuse('CustomUserData', `must be at most ${USER_DATA_BYTES_MAX} bytes long in UTF-8 encoding`)
  if (!/^(true|false)$/i.test(Enabled)) refuse('Attributes', 'Invalid value for attribute: Enabled')
  return { token, userData, enabled: Enabled.toLowerCase() === 'true' }
}

const alreadyExists = ({ arn }: Endpoint) =>
  new SnsFault(
    'InvalidParameter',
    `Invalid parameter: Token Reason: Endpoint ${arn} already exists with the same Token, but different attributes.`,
  )
