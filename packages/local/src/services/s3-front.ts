import { pipeline, type Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ChunkedDecoder } from './s3-chunked.ts'
import { type CorsRule, corsHeaders, preflightHeaders } from './s3-cors.ts'
import type { S3Context, S3Middleware } from './s3-engine.ts'
import { getObject } from './s3-get-object.ts'
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listParts,
  uploadPart,
} from './s3-multipart.ts'
import { postObject } from './s3-post-object.ts'
import { copyObject, putObject } from './s3-put-object.ts'
import { S3Refusal } from './s3-refusal.ts'
import type { S3Operation, S3Request } from './s3-request.ts'
import { verifyRequest } from './s3-signature.ts'

export type FrontOptions = Pick<S3Request, 'objects' | 'uploads'> & {
  corsOf(bucket: string): CorsRule[] | undefined
  exists(bucket: string): Promise<boolean>
  announce(bucket: string, sourceIp: string): S3Request['announce']
}

/**
 * Stands before s3rver: lets in who may, answers whatever is about one object, and leaves buckets, listings and
 * deletions to it.
 */
export function s3Front(options: FrontOptions): S3Middleware {
  const { corsOf } = options
  return async (context, next) => {
    const { req: request } = context.request
    const bucket = context.path.split('/')[1] ?? ''
    try {
      if (context.method === 'OPTIONS') {
        context.set(preflightHeaders(corsOf(bucket), request))
        context.status = 200
        return
      }
      context.set(corsHeaders(corsOf(bucket) ?? [], request))
      refuseRelative(context.path)
      refuseRelative(context.headers['x-amz-copy-source'] ?? '')
      if (isUploadForm(context))
        await postObject(await admitted(context, bucket, options), refuseRelative, Date.now())
      else await answerSigned(context, bucket, options, next)
    } catch (error) {
      if (!(error instanceof S3Refusal)) throw error
      await drained(request)
      context.status = error.status
      context.type = 'application/xml'
      context.body = error.toXml()
    }
  }
}

async function answerSigned(
  context: S3Context,
  bucket: string,
  options: FrontOptions,
  next: () => Promise<void>,
): Promise<void> {
  const query = admitRequest(context)
  const operation = operationOf(context, query)
  if (operation) {
    const request = await admitted(context, bucket, options)
    return operation({ ...request, key: decodeURIComponent(context.path.slice(bucket.length + 2)), query })
  }
  await next()
  if (typeof context.body === 'string') context.body = escapedOnce(context.body)
}

async function admitted(
  context: S3Context,
  bucket: string,
  options: FrontOptions,
): Promise<Omit<S3Request, 'key'>> {
  if (!(await options.exists(bucket)))
    throw new S3Refusal('NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket })
  const { objects, uploads } = options
  const announce = options.announce(bucket, context.ip)
  return { context, bucket, query: new URLSearchParams(), body: context.req, objects, uploads, announce }
}

/** What is asked of one object; undefined for what s3rver answers. */
function operationOf({ method, path, headers }: S3Context, query: URLSearchParams): S3Operation | undefined {
  if (!/^\/[^/]+\/./.test(path)) return undefined
  if (query.has('uploads') && method === 'POST') return createMultipartUpload
  if (query.has('uploadId')) return ofUpload[method]
  if (OTHERS.some((name) => query.has(name))) return undefined
  if (method === 'GET' || method === 'HEAD') return getObject
  if (method !== 'PUT') return undefined
  return headers['x-amz-copy-source'] === undefined ? putObject : copyObject
}

const ofUpload: Record<string, S3Operation> = {
  DELETE: abortMultipartUpload,
  GET: listParts,
  POST: completeMultipartUpload,
  PUT: uploadPart,
}

/** Things of an object that are not the object. */
const OTHERS = ['acl', 'attributes', 'legal-hold', 'retention', 'select', 'tagging', 'torrent']

/** s3rver's XML, in which every entity has been escaped a second time; objects are streams, not text. */
const escapedOnce = (xml: string) => xml.replace(/&amp;(amp|lt|gt|quot|apos|#x?[0-9a-f]+);/gi, '&$1;')

/** File names are made of keys: these would climb out of the folder. */
function refuseRelative(path: string): void {
  const segments = decodeURIComponent(path.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')).split(/[/\\]/)
  if (segments.some((segment) => segment === '.' || segment === '..' || segment.includes('\0'))) {
    throw new S3Refusal('InvalidArgument', 'Keys with relative path elements are not kept locally.')
  }
}

const isUploadForm = ({ method, querystring, headers }: S3Context) =>
  method === 'POST' && querystring === '' && /^multipart\/form-data\b/i.test(headers['content-type'] ?? '')

/** A signed request goes on without its signature: to s3rver every request that gets there is its own account's. */
function admitRequest(context: S3Context): URLSearchParams {
  const { headers } = context
  verifyRequest(context.request.req, Date.now())
  context.state.account = {}
  delete headers.authorization
  const query = new URLSearchParams(context.querystring)
  const kept = context.querystring.split('&').filter((pair) => pair && !/^x-amz-/i.test(pair))
  context.url = context.path + (kept.length > 0 ? `?${kept.join('&')}` : '')
  if (headers['x-amz-content-sha256']?.startsWith('STREAMING-')) decodeBody(context)
  return query
}

function decodeBody(context: S3Context): void {
  const { headers } = context
  const decoder = new ChunkedDecoder(
    Number(headers['x-amz-decoded-content-length']),
    headers['x-amz-trailer'],
  )
  // An error of either reaches whoever reads the decoder.
  context.req = pipeline(context.request.req, decoder, () => {})
  headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
  const encodings =
    headers['content-encoding']?.split(',').filter((name) => name.trim() !== 'aws-chunked') ?? []
  if (encodings.length > 0) headers['content-encoding'] = encodings.join(',')
  else delete headers['content-encoding']
}

/** Reads what is left of a body: a client that is still writing would see a reset instead of the answer. */
async function drained(request: Readable): Promise<void> {
  request.resume()
  if (!request.readableEnded) await finished(request, { writable: false }).catch(() => {})
}
