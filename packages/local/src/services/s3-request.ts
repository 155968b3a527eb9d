import type { S3Context } from './s3-engine.ts'
import type { Creation } from './s3-events.ts'
import type { ObjectInfo, S3Objects } from './s3-objects.ts'
import type { S3Uploads } from './s3-uploads.ts'

/** A request that was let in, with what it is answered from. */
export type S3Request = {
  context: S3Context
  bucket: string
  key: string
  query: URLSearchParams
  /** The body as it was meant, however it was encoded on the way. */
  body: AsyncIterable<Buffer>
  objects: S3Objects
  uploads: S3Uploads
  /** Tells who wants to know of new objects; before the answer, so that whoever is answered can rely on it. */
  announce(by: Creation, key: string, object: { size: number; etag: string }): void
}

export type S3Operation = (request: S3Request) => Promise<void>

/** Headers of an answer that tell of an object's checksum. */
export const checksumHeaders = ({ checksum }: Pick<ObjectInfo, 'checksum'>): Record<string, string> =>
  checksum ? { 'x-amz-checksum-sha256': checksum.value, 'x-amz-checksum-type': checksum.type } : {}

export const quoted = (etag: string) => `"${etag}"`

export function answerXml({ context }: S3Request, body: string): void {
  context.status = 200
  context.type = 'application/xml'
  context.body = body
}
