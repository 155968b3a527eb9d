import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Endpoint } from './push-endpoints.ts'

/** What happens to endpoints, as an application's attributes call it; each names the topic that is told. */
export type PushEventName =
  | 'EventEndpointCreated'
  | 'EventEndpointDeleted'
  | 'EventEndpointUpdated'
  | 'EventDeliveryFailure'

type Attributes = Record<string, string>

/** Platform applications: every one exists, and what is kept of them is whom they tell of what happens. */
export class PushApplications {
  readonly #file: string
  readonly #publish: (topicArn: string, event: object) => void
  readonly #byArn: Record<string, Attributes>
  #byDefault: Attributes = {}

  constructor(file: string, publish: (topicArn: string, event: object) => void) {
    this.#file = file
    this.#publish = publish
    mkdirSync(dirname(file), { recursive: true })
    this.#byArn = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  }

  get(arn: string): Attributes {
    return { Enabled: 'true', ...this.#byDefault, ...this.#byArn[arn] }
  }

  set(arn: string, attributes: Attributes): void {
    this.#byArn[arn] = { ...this.#byArn[arn], ...attributes }
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#byArn))
    renameSync(`${this.#file}.new`, this.#file)
  }

  /** What applications of which nothing was said tell. */
  tellByDefault(attributes: Attributes): void {
    this.#byDefault = attributes
  }

  /** Publishes the event as SNS does, if the application has a topic for it. */
  tell(name: PushEventName, { arn, application }: Endpoint, more: object, now: number): void {
    const topic = this.get(application)[name]
    if (!topic) return
    this.#publish(topic, {
      EventType: name.replace(/^Event/, ''),
      EndpointArn: arn,
      Resource: application,
      Service: 'SNS',
      Time: new Date(now).toISOString(),
      ...more,
    })
  }
}
