import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Log, S3, ServiceOptions } from '../contracts.ts'
import { listen, shut, sourceIp } from '../gateway/listener.ts'
import type { CorsRule } from './s3-cors.ts'
import { creationEvent } from './s3-events.ts'

type Listener = (event: unknown) => void

/** S3, path-style: private buckets, signed requests and signed upload forms. Bodies are never held in memory. */
export async function startS3({ port = 0, host, dataDir, region, log }: ServiceOptions): Promise<S3> {
  const [{ createS3Engine }, { s3Front }, { S3Objects }, { S3Uploads }] = await Promise.all([
    import('./s3-engine.ts'),
    import('./s3-front.ts'),
    import('./s3-objects.ts'),
    import('./s3-uploads.ts'),
  ])
  const directory = join(dataDir, 's3')
  await mkdir(directory, { recursive: true })
  const engine = createS3Engine(directory)
  const pathOf = (...resource: [string, string, string]) => engine.store.getResourcePath(...resource)
  const objects = await S3Objects.open(pathOf, join(dataDir, 's3-incoming'))
  engine.store.deleteObject = (bucket, key) => objects.remove(bucket, key)
  const cors = new Map<string, CorsRule[]>()
  const listeners = new Map<string, Listener[]>()
  const front = s3Front({
    objects,
    uploads: new S3Uploads(join(dataDir, 's3-uploads'), objects),
    corsOf: (bucket) => cors.get(bucket),
    exists: async (bucket) => (await engine.store.getBucket(bucket)) !== null,
    announce: (bucket, ip) => (by, key, object) => {
      const created = { by, bucket, key, ...object, sourceIp: sourceIp(ip) }
      const event = creationEvent(created, region ?? 'us-east-1', new Date())
      for (const listener of listeners.get(bucket) ?? []) announce(listener, event, log)
    },
  })
  engine.middleware.unshift(front)
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
      if (await engine.store.getBucket(name)) return false
      await engine.store.putBucket(name)
      return true
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
