import type { EventEmitter } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'

/** A request on its way; `req` is the body to read. */
export type S3Context = {
  method: string
  path: string
  querystring: string
  url: string
  ip: string
  host: string
  request: { req: IncomingMessage }
  req: Readable
  headers: Record<string, string | undefined>
  state: { account?: object }
  status: number
  body: unknown
  type: string
  length: number
  set(headers: Record<string, string>): void
}

export type S3Middleware = (context: S3Context, next: () => Promise<void>) => Promise<void>

export type S3Engine = EventEmitter & {
  middleware: S3Middleware[]
  store: {
    getBucket(name: string): Promise<object | null>
    putBucket(name: string): Promise<object>
    getResourcePath(bucket: string, key: string, resource: string): string
    deleteObject(bucket: string, key: string): Promise<void>
  }
  callback(): RequestListener
}

/**
 * s3rver over `directory`, for what it does well: buckets, listings, deletions. It listens to nothing, logs nothing
 * and asks nobody who calls. Objects are written and read by `S3Objects`, in its files' layout.
 */
export function createS3Engine(directory: string): S3Engine {
  const require = createRequire(import.meta.url)
  const S3rver = require('@20minutes/s3rver')
  return new S3rver({ directory, silent: true, vhostBuckets: false }) as S3Engine
}
