import { pipeline } from 'node:stream'
import { readBody } from '../gateway/read-body.ts'
import { ChunkedDecoder } from './s3-chunked.ts'
import { type CorsRule, corsHeaders, preflightHeaders } from './s3-cors.ts'
import type { S3Context, S3Middleware } from './s3-engine.ts'
import { parsePostForm, serializePostForm } from './s3-post-form.ts'
import { checkPostPolicy } from './s3-post-policy.ts'
import { S3Refusal } from './s3-refusal.ts'
import { verifyRequest } from './s3-signature.ts'

/** Upload forms are held in memory while they are checked. */
const FORM_BYTES = 512 * 1024 * 1024

/**
 * Stands before s3rver, which knows no POST policies, no trailing checksums and hardly any CORS,
 * and refuses current SDKs when it is told to check signatures.
 */
export function s3Front(corsOf: (bucket: string) => CorsRule[] | undefined): S3Middleware {
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
      if (isUploadForm(context)) await admitForm(context, bucket)
      else admitRequest(context)
      await next()
      if (typeof context.body === 'string') context.body = escapedOnce(context.body)
    } catch (error) {
      if (!(error instanceof S3Refusal)) throw error
      context.status = error.status
      context.type = 'application/xml'
      context.body = error.toXml()
    }
  }
}

/** s3rver's XML, in which every entity has been escaped a second time; objects are streams, not text. */
const escapedOnce = (xml: string) => xml.replace(/&amp;(amp|lt|gt|quot|apos|#x?[0-9a-f]+);/gi, '&$1;')

/** s3rver makes file names of keys: these would climb out of its folder. */
function refuseRelative(path: string): void {
  const segments = decodeURIComponent(path.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')).split(/[/\\]/)
  if (segments.some((segment) => segment === '.' || segment === '..' || segment.includes('\0'))) {
    throw new S3Refusal('InvalidArgument', 'Keys with relative path elements are not kept locally.')
  }
}

const isUploadForm = ({ method, querystring, headers }: S3Context) =>
  method === 'POST' && querystring === '' && /^multipart\/form-data\b/i.test(headers['content-type'] ?? '')

async function admitForm(context: S3Context, bucket: string): Promise<void> {
  const body = await readBody(context.request.req, FORM_BYTES)
  if (!body) throw new S3Refusal('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size')
  const form = await parsePostForm(bucket, body, context.headers['content-type']!)
  checkPostPolicy(form, Date.now())
  refuseRelative(form.fields.get('key') ?? '')
  const checked = serializePostForm(form)
  context.req = checked.body
  context.headers['content-type'] = checked.contentType
}

/** A signed request goes on without its signature: to s3rver every request that gets there is its own account's. */
function admitRequest(context: S3Context): void {
  const { headers } = context
  verifyRequest(context.request.req, Date.now())
  context.state.account = {}
  delete headers.authorization
  const kept = context.querystring.split('&').filter((pair) => pair && !/^x-amz-/i.test(pair))
  context.url = context.path + (kept.length > 0 ? `?${kept.join('&')}` : '')
  if (headers['x-amz-content-sha256']?.startsWith('STREAMING-')) decodeBody(context)
}

function decodeBody(context: S3Context): void {
  const { headers } = context
  const decoder = new ChunkedDecoder(Number(headers['x-amz-decoded-content-length']))
  // An error of either reaches whoever reads the decoder.
  context.req = pipeline(context.request.req, decoder, () => {})
  headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
  const encodings =
    headers['content-encoding']?.split(',').filter((name) => name.trim() !== 'aws-chunked') ?? []
  if (encodings.length > 0) headers['content-encoding'] = encodings.join(',')
  else delete headers['content-encoding']
}
