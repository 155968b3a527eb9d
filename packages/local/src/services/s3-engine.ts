import type { EventEmitter } from 'node:events'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'

/** A request on its way through s3rver; `req` is the body it reads. */
export type S3Context = {
  method: string
  path: string
  querystring: string
  url: string
  request: { req: IncomingMessage }
  req: Readable
  headers: Record<string, string | undefined>
  state: { account?: object }
  status: number
  body: unknown
  type: string
  set(headers: Record<string, string>): void
}

export type S3Middleware = (context: S3Context, next: () => Promise<void>) => Promise<void>

type Stored = { size: number; md5: string }

type S3Object = { bucket: string; key: string; content: Readable | Buffer; metadata: Record<string, unknown> }

export type S3Engine = EventEmitter & {
  middleware: S3Middleware[]
  store: {
    getBucket(name: string): Promise<object | null>
    putBucket(name: string): Promise<object>
    getResourcePath(bucket: string, key: string, resource: string): string
    putContent(path: string, content: Readable): Promise<[size: number, md5: string]>
    putObject(object: S3Object): Promise<Stored>
  }
  callback(): RequestListener
}

/** s3rver with its objects under `directory`, and nothing of its own listening, logging or asking who calls. */
export function createS3Engine(directory: string): S3Engine {
  const require = createRequire(import.meta.url)
  const S3rver = require('@20minutes/s3rver')
  const engine = new S3rver({ directory, silent: true, vhostBuckets: false }) as S3Engine
  writeWhole(engine.store)
  return engine
}

/**
 * s3rver writes in place: a kill or a lost connection would leave half an object under its key.
 * Here an object is there, whole, from the moment its content gets its name; its metadata is there before.
 */
function writeWhole(store: S3Engine['store']): void {
  let uploads = 0
  store.putObject = async ({ bucket, key, content, metadata }) => {
    const path = store.getResourcePath(bucket, key, 'object')
    const temporary = `${path}.${process.pid}-${++uploads}.upload`
    await mkdir(dirname(path), { recursive: true })
    try {
      // A buffer is wrapped: its write would not be waited for.
      const [size, md5] = await store.putContent(temporary, Readable.from(content))
      await replace(store.getResourcePath(bucket, key, 'metadata.json'), JSON.stringify(metadata))
      // Without its digest an object is digested again: never an old one beside new content.
      await rm(`${path}.md5`, { force: true })
      await rename(temporary, path)
      await replace(`${path}.md5`, md5)
      return { size, md5 }
    } finally {
      await rm(temporary, { force: true })
    }
  }

  const replace = async (path: string, text: string) => {
    const temporary = `${path}.${process.pid}-${++uploads}.new`
    await writeFile(temporary, text)
    await rename(temporary, path)
  }
}
