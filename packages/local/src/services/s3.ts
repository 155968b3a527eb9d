import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Log, S3, ServiceOptions } from '../contracts.ts'
import { listen, shut } from '../gateway/listener.ts'
import type { CorsRule } from './s3-cors.ts'
import { asSent, bucketOf, isCreation, type S3Notification } from './s3-events.ts'

type Listener = (event: unknown) => void

/** S3 on s3rver: path-style, private buckets, signed requests and signed upload forms. */
export async function startS3({ port = 0, host, dataDir, log }: ServiceOptions): Promise<S3> {
  const [{ createS3Engine }, { s3Front }] = await Promise.all([
    import('./s3-engine.ts'),
    import('./s3-front.ts'),
  ])
  const directory = join(dataDir, 's3')
  await mkdir(directory, { recursive: true })
  const engine = createS3Engine(directory)
  const cors = new Map<string, CorsRule[]>()
  const listeners = new Map<string, Listener[]>()
  engine.middleware.unshift(s3Front((bucket) => cors.get(bucket)))
  engine.on('event', (notification: S3Notification) => {
    if (!isCreation(notification)) return
    const event = asSent(notification)
    for (const listener of listeners.get(bucketOf(notification)) ?? []) announce(listener, event, log)
  })
  engine.on('error', (error: Error & { status?: number }) => {
    if ((error.status ?? 500) >= 500) log.error(`S3: ${error.name}`)
  })
  const http = createServer(engine.callback())
  const address = await listen(http, port, host)

  return {
    url: `http://${address}`,
    createBucket: async (name, configuration) => {
      const { CorsRules } = (configuration ?? {}) as { CorsRules?: CorsRule[] }
      cors.set(name, CorsRules ?? [])
      if (!(await engine.store.getBucket(name))) await engine.store.putBucket(name)
    },
    onObjectCreated: (bucket, listener) => {
      listeners.set(bucket, [...(listeners.get(bucket) ?? []), listener])
    },
    stop: () => shut(http),
  }
}

/** What a listener does with the news is no business of the upload. */
function announce(listener: Listener, event: unknown, log: Log): void {
  try {
    listener(event)
  } catch (error) {
    log.error(`S3: a listener failed with ${(error as Error).name}`)
  }
}
