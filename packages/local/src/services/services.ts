import type { Cognito, Log, Meter, S3, Sns } from '../contracts.ts'
import type { DynamoDb } from './dynamodb.ts'
import type { Queues } from './queues.ts'

export type ServicesOptions = {
  dataDir: string
  region: string
  s3Port: number
  /** How often expired items are deleted, ms; a minute by default. */
  sweepMs?: number | undefined
  meter?: Meter | undefined
  log: Log
}

type Stoppable = { url: string; stop(): Promise<void> }

/** The services behind the resources: each is loaded and started when the first resource asks for it. */
export class Services {
  readonly #options: ServicesOptions
  readonly #started = new Map<string, Promise<Stoppable>>()
  readonly #running = new Map<string, Stoppable>()

  constructor(options: ServicesOptions) {
    this.#options = options
  }

  dynamodb(): Promise<DynamoDb> {
    return this.#once('dynamodb', async () => (await import('./dynamodb.ts')).startDynamoDb(this.#options))
  }

  queues(): Promise<Queues> {
    return this.#once('queues', async () => (await import('./queues.ts')).startQueues(this.#options))
  }

  s3(): Promise<S3> {
    const { dataDir, region, s3Port: port, log } = this.#options
    return this.#once('s3', async () => (await import('./s3.ts')).startS3({ port, dataDir, region, log }))
  }

  /** Mobile push; topics work without it, by the queues' own address. */
  sns(): Promise<Sns> {
    const { dataDir, log } = this.#options
    return this.#once('sns', async () => {
      const queues = await this.queues()
      return (await import('./sns.ts')).startSns({ dataDir, queues, log })
    })
  }

  cognito(): Promise<Cognito> {
    const { dataDir, log } = this.#options
    return this.#once('cognito', async () => (await import('./cognito.ts')).startCognito({ dataDir, log }))
  }

  /** The address of a service that has been started. */
  url(name: 'dynamodb' | 'queues' | 's3' | 'cognito' | 'sns'): string | undefined {
    return this.#running.get(name)?.url
  }

  async stop(): Promise<void> {
    await Promise.allSettled([...this.#started.values()].map(async (service) => (await service).stop()))
  }

  #once<T extends Stoppable>(name: string, start: () => Promise<T>): Promise<T> {
    const starting = (this.#started.get(name) as Promise<T> | undefined) ?? start()
    this.#started.set(name, starting)
    return starting.then((service) => {
      this.#running.set(name, service)
      return service
    })
  }
}
