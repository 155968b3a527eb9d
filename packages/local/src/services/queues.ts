import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import type { FauxqsServer } from 'fauxqs'
import type { QueueMessage } from '../event-sources/queue-mapping.ts'
import { jsonApi } from '../json-api.ts'

type Attributes = Record<string, string>

/** SQS and SNS. Everything accepted is on disk before the call returns. */
export type Queues = {
  url: string
  /** Creates the queue if it is not there yet; sets its attributes either way. */
  ensureQueue(name: string, attributes: Attributes): Promise<{ url: string; arn: string }>
  ensureTopic(name: string, attributes: Attributes): { arn: string }
  ensureSubscription(topic: string, queue: string, attributes: Attributes): void
  send(queue: string, body: string): void
  publish(topic: string, body: string): void
  /** Waits up to `waitSeconds` for a first message. */
  receive(url: string, limit: number, waitSeconds: number, signal: AbortSignal): Promise<QueueMessage[]>
  delete(url: string, receiptHandles: string[]): Promise<void>
  stop(): Promise<void>
}

export async function startQueues(options: { dataDir: string; region: string }): Promise<Queues> {
  const { startFauxqs } = await import('fauxqs')
  const server = await onLoopback(() =>
    startFauxqs({
      port: 0,
      logger: false,
      defaultRegion: options.region,
      dataDir: join(options.dataDir, 'queues'),
    }),
  )
  const url = `http://127.0.0.1:${server.port}`
  const sqs = jsonApi(url, 'AmazonSQS', options.region)
  const queueUrl = (name: string) => `${url}/000000000000/${name}`
  return {
    url,
    async ensureQueue(name, attributes) {
      const { queues } = server.setup({ queues: [{ name, attributes }] })
      const { FifoQueue: _fixedAtCreation, ...changeable } = attributes
      if (!queues[0]!.created && Object.keys(changeable).length > 0)
        await sqs('SetQueueAttributes', { QueueUrl: queueUrl(name), Attributes: changeable })
      return { url: queueUrl(name), arn: queues[0]!.arn }
    },
    ensureTopic: (name, attributes) => ({
      arn: server.setup({ topics: [{ name, attributes }] }).topics[0]!.arn,
    }),
    ensureSubscription: (topic, queue, attributes) => server.subscribe({ topic, queue, attributes }),
    send: (queue, body) => void server.sendMessage(queue, body),
    publish: (topic, body) => void server.publish(topic, body),
    async receive(url, limit, waitSeconds, signal) {
      const input = {
        QueueUrl: url,
        MaxNumberOfMessages: limit,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }
      return ((await sqs('ReceiveMessage', input, signal)).Messages ?? []) as QueueMessage[]
    },
    async delete(url, receiptHandles) {
      const Entries = receiptHandles.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }))
      if (Entries.length > 0) await sqs('DeleteMessageBatch', { QueueUrl: url, Entries })
    },
    stop: () => server.stop(),
  }
}

/**
 * fauxqs listens on every interface and offers no choice. This narrows the one `listen` that `start` makes
 * to this machine, and refuses to go on if Node ever stops letting it.
 */
async function onLoopback(start: () => Promise<FauxqsServer>): Promise<FauxqsServer> {
  let address: unknown
  const narrow = (message: unknown) => {
    const { options } = message as { options?: { host?: string } }
    if (options) options.host = '127.0.0.1'
  }
  const verify = (message: unknown) => {
    address = (message as { server: { address(): unknown } }).server.address()
  }
  subscribe('tracing:net.server.listen:asyncStart', narrow)
  subscribe('tracing:net.server.listen:asyncEnd', verify)
  try {
    const server = await start()
    if ((address as { address?: string } | undefined)?.address === '127.0.0.1') return server
    await server.stop()
    throw new Error('the queue server would be reachable from other machines')
  } finally {
    unsubscribe('tracing:net.server.listen:asyncStart', narrow)
    unsubscribe('tracing:net.server.listen:asyncEnd', verify)
  }
}
