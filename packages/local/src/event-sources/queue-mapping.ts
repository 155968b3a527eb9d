import type { Invoke, Log } from '../contracts.ts'
import type { Queues } from '../services/queues.ts'
import type { Matches } from './filter-pattern.ts'
import { itemFailures } from './item-failures.ts'
import { Sleeper } from './sleeper.ts'

export type QueueMappingOptions = {
  name: string
  queues: Queues
  queueUrl: string
  queueArn: string
  region: string
  invoke: Invoke
  batchSize: number
  windowMs: number
  /** How many batches may be handled at the same time. */
  concurrency: number
  reportsItemFailures: boolean
  matches: Matches
  log: Log
}

export type QueueMessage = {
  MessageId: string
  ReceiptHandle: string
  Body: string
  MD5OfBody: string
  Attributes?: Record<string, string>
  MessageAttributes?: Record<string, MessageAttribute>
}

type MessageAttribute = { DataType: string; StringValue?: string; BinaryValue?: string }

/** The most that one ReceiveMessage returns, and the longest it waits. */
const receiveLimit = 10
const waitSeconds = 20
const retryMs = 500

/** An SQS queue that feeds a function. What the function does not settle comes back after the visibility timeout. */
export class QueueMapping {
  readonly #options: QueueMappingOptions
  readonly #abort = new AbortController()
  readonly #sleeper = new Sleeper()
  readonly #busy = new Set<Promise<void>>()
  #running: Promise<void> = Promise.resolve()

  constructor(options: QueueMappingOptions) {
    this.#options = options
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    this.#sleeper.stop()
    await this.#running
    await Promise.all(this.#busy)
  }

  async #run(): Promise<void> {
    const { name, log } = this.#options
    while (!this.#abort.signal.aborted) {
      if (this.#busy.size >= this.#options.concurrency) await Promise.race(this.#busy)
      try {
        const batch = await this.#batch()
        if (batch.length > 0) this.#handle(batch)
      } catch (error) {
        if (this.#abort.signal.aborted) return
        log.warn(`${name}: ${(error as Error).message}`)
        await this.#sleeper.sleep(retryMs)
      }
    }
  }

  /** One receive, or as many as fill a batch within its window. */
  async #batch(): Promise<QueueMessage[]> {
    const { batchSize, windowMs } = this.#options
    const batch = await this.#receive(batchSize, waitSeconds)
    const end = Date.now() + windowMs
    while (batch.length > 0 && batch.length < batchSize && Date.now() < end)
      batch.push(...(await this.#receive(batchSize - batch.length, 1)))
    return batch
  }

  #receive(wanted: number, wait: number): Promise<QueueMessage[]> {
    const { queues, queueUrl } = this.#options
    return queues.receive(queueUrl, Math.min(receiveLimit, wanted), wait, this.#abort.signal)
  }

  #handle(batch: QueueMessage[]): void {
    const handling = this.#invoke(batch)
      .catch((error) => this.#options.log.warn(`${this.#options.name}: ${(error as Error).message}`))
      .finally(() => this.#busy.delete(handling))
    this.#busy.add(handling)
  }

  async #invoke(batch: QueueMessage[]): Promise<void> {
    const { invoke, reportsItemFailures, matches } = this.#options
    const wanted = batch.filter((message) => matches(parsed(message)))
    const failed = new Set<string>()
    if (wanted.length > 0) {
      const ids = wanted.map((message) => message.MessageId)
      const response = await invoke({ Records: wanted.map((message) => this.#toEvent(message)) })
      const failures = reportsItemFailures ? itemFailures(response, ids) : 'none'
      for (const id of failures === 'all' ? ids : failures === 'none' ? [] : failures) failed.add(id)
    }
    await this.#delete(batch.filter((message) => !failed.has(message.MessageId)))
  }

  async #delete(messages: QueueMessage[]): Promise<void> {
    for (let i = 0; i < messages.length; i += receiveLimit) {
      const handles = messages.slice(i, i + receiveLimit).map((message) => message.ReceiptHandle)
      await this.#options.queues.delete(this.#options.queueUrl, handles)
    }
  }

  #toEvent(message: QueueMessage): unknown {
    const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => {
      const { DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue } = attribute
      return [name, { stringValue, binaryValue, stringListValues: [], binaryListValues: [], dataType }]
    })
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: Object.fromEntries(attributes),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.#options.queueArn,
      awsRegion: this.#options.region,
    }
  }
}

/** Filters see a body that is JSON as an object, and any other as text. */
function parsed(message: QueueMessage): unknown {
  try {
    return { body: JSON.parse(message.Body) }
  } catch {
    return { body: message.Body }
  }
}
