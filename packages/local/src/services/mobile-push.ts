import type { PushApplications } from './push-applications.ts'
import { attributesOf, type Endpoint, type PushEndpoints, platformOf } from './push-endpoints.ts'
import type { Push, PushJournal } from './push-journal.ts'
import { payloadFor } from './push-payload.ts'
import { entries, mapOf, messageAttributes, type Query, required, SnsFault } from './sns-query.ts'
import type { Element } from './xml.ts'

export type MobilePushOptions = {
  endpoints: PushEndpoints
  journal: PushJournal
  applications: PushApplications
  now: () => number
  id: () => string
}

type Operation = (query: Query) => Element

const PAGE = 100

/** SNS's operations for pushing to devices. What they publish goes into the journal and nowhere else. */
export class MobilePush {
  readonly #options: MobilePushOptions
  #throttled = 0

  constructor(options: MobilePushOptions) {
    this.#options = options
  }

  /** Undefined for what is about topics. */
  operationOf(query: Query): Operation | undefined {
    const action = query.get('Action') ?? ''
    const target = query.get('TargetArn') ?? ''
    if (action === 'Publish' && !target.includes(':endpoint/')) return undefined
    return Object.hasOwn(this.#operations, action) ? this.#operations[action] : undefined
  }

  /** Newest first. */
  pushes(): Push[] {
    return this.#options.journal.list()
  }

  forgetPushes(): void {
    this.#options.journal.clear()
  }

  /** The next publishes are refused as too many. */
  throttle(count: number): void {
    this.#throttled = count
  }

  /** As when an app was removed from its device: the endpoint is switched off, and whoever wants to know is told. */
  disable(arn: string): void {
    const endpoint = this.#options.endpoints.set(arn, { Enabled: 'false' })
    this.#tell('EventDeliveryFailure', endpoint, {
      DeliveryAttempts: 1,
      FailureType: 'InvalidPlatformToken',
      FailureMessage: 'Platform token associated with the endpoint is not valid',
      MessageId: this.#options.id(),
    })
    this.#tell('EventEndpointUpdated', endpoint)
  }

  readonly #operations: Record<string, Operation> = {
    CreatePlatformEndpoint: (query) => {
      const { endpoints } = this.#options
      const application = required(query, 'PlatformApplicationArn')
      const known = new Set(endpoints.of(application))
      const userData = query.get('CustomUserData')
      const endpoint = endpoints.create(application, {
        ...mapOf(query, 'Attributes'),
        Token: required(query, 'Token'),
        ...(userData !== null && { CustomUserData: userData }),
      })
      if (!known.has(endpoint)) this.#tell('EventEndpointCreated', endpoint)
      return { EndpointArn: endpoint.arn }
    },

    GetEndpointAttributes: (query) => ({
      Attributes: entries(attributesOf(this.#options.endpoints.get(required(query, 'EndpointArn')))),
    }),

    SetEndpointAttributes: (query) => {
      const arn = required(query, 'EndpointArn')
      const endpoint = this.#options.endpoints.set(arn, mapOf(query, 'Attributes'))
      this.#tell('EventEndpointUpdated', endpoint)
      return {}
    },

    DeleteEndpoint: (query) => {
      const endpoint = this.#options.endpoints.remove(required(query, 'EndpointArn'))
      if (endpoint) this.#tell('EventEndpointDeleted', endpoint)
      return {}
    },

    ListEndpointsByPlatformApplication: (query) => {
      const application = required(query, 'PlatformApplicationArn')
      platformOf(application, 'app')
      const from = Number(query.get('NextToken') ?? 0)
      const all = this.#options.endpoints.of(application)
      const page = all.slice(from, from + PAGE)
      const member = page.map((each) => ({ EndpointArn: each.arn, Attributes: entries(attributesOf(each)) }))
      const next = from + PAGE < all.length ? from + PAGE : undefined
      return { Endpoints: { member }, NextToken: next }
    },

    GetPlatformApplicationAttributes: (query) => {
      const application = required(query, 'PlatformApplicationArn')
      platformOf(application, 'app')
      return { Attributes: entries(this.#options.applications.get(application)) }
    },

    SetPlatformApplicationAttributes: (query) => {
      const application = required(query, 'PlatformApplicationArn')
      platformOf(application, 'app')
      this.#options.applications.set(application, mapOf(query, 'Attributes'))
      return {}
    },

    Publish: (query) => ({ MessageId: this.#publish(query) }),
  }

  #publish(query: Query): string {
    const { endpoints, journal, now, id } = this.#options
    const address = required(query, 'TargetArn')
    if (this.#throttled > 0) {
      this.#throttled--
      throw new SnsFault('Throttled', 'Rate exceeded')
    }
    const endpoint = endpoints.find(address)
    if (!endpoint)
      throw new SnsFault(
        'InvalidParameter',
        'Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified',
      )
    if (!endpoint.enabled) throw new SnsFault('EndpointDisabled', 'Endpoint is disabled')
    const platform = platformOf(address, 'endpoint')
    const payload = payloadFor(platform, query.get('Message') ?? '', query.get('MessageStructure'))
    const { token, userData } = endpoint
    const messageId = id()
    const attributes = messageAttributes(query)
    journal.add({ messageId, at: now(), address, platform, token, userData, payload, attributes })
    return messageId
  }

  #tell(name: Parameters<PushApplications['tell']>[0], endpoint: Endpoint, more: object = {}): void {
    this.#options.applications.tell(name, endpoint, more, this.#options.now())
  }
}
