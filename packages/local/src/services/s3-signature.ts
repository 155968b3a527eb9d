import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { localCredentials } from '../json-api.ts'
import { S3Refusal } from './s3-refusal.ts'

const ALGORITHM = 'AWS4-HMAC-SHA256'
const SKEW_MS = 15 * 60_000
const WEEK_SECONDS = 604_800

type Claimed = {
  credential: string
  signedHeaders: string[]
  signature: string
  /** `20260409T123456Z` */
  date: string
  payloadHash: string
}

/** Verifies Signature Version 4 in the header or in a presigned URL; throws S3's refusal. Unsigned is refused too. */
export function verifyRequest(request: IncomingMessage, now: number): void {
  const [path = '/', search = ''] = splitOnce(request.url ?? '/', '?')
  const query = parseQuery(search)
  const claimed = query.has('X-Amz-Signature') ? presigned(query, now) : fromHeader(request, now)
  const canonical = [
    request.method,
    path
      .split('/')
      .map((segment) => encode(decode(segment)))
      .join('/'),
    canonicalQuery(query),
    ...claimed.signedHeaders.map((name) => `${name}:${headerText(request, name)}`),
    '',
    claimed.signedHeaders.join(';'),
    claimed.payloadHash,
  ].join('\n')
  const [, ...scope] = claimed.credential.split('/')
  const digest = createHash('sha256').update(canonical).digest('hex')
  verifySignature(
    claimed.credential,
    [ALGORITHM, claimed.date, scope.join('/'), digest].join('\n'),
    claimed.signature,
  )
}

/** Compares with the signature that the local credentials give to `text`. */
export function verifySignature(credential: string, text: string, signature: string): void {
  const [accessKeyId, ...scope] = credential.split('/')
  if (accessKeyId !== localCredentials.accessKeyId) {
    throw new S3Refusal(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    )
  }
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${localCredentials.secretAccessKey}`)
  const expected = Buffer.from(hmac(key, text).toString('hex'))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Refusal(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    )
  }
}

/** Milliseconds of `20260409T123456Z`; NaN for anything else. */
function amzDate(text: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

function presigned(query: Map<string, string>, now: number): Claimed {
  const parameter = (name: string) => query.get(`X-Amz-${name}`) ?? ''
  const expires = Number(parameter('Expires'))
  const date = parameter('Date')
  const isComplete =
    parameter('Algorithm') === ALGORITHM && parameter('Credential') && parameter('SignedHeaders')
  if (!isComplete || !(expires >= 0 && expires <= WEEK_SECONDS) || Number.isNaN(amzDate(date))) {
    throw new S3Refusal('AuthorizationQueryParametersError', 'The query-string authentication is malformed.')
  }
  if (now > amzDate(date) + expires * 1000) throw new S3Refusal('AccessDenied', 'Request has expired')
  return {
    credential: parameter('Credential'),
    signedHeaders: parameter('SignedHeaders').split(';'),
    signature: parameter('Signature'),
    date,
    payloadHash: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  }
}

function fromHeader(request: IncomingMessage, now: number): Claimed {
  const { authorization } = request.headers
  if (!authorization) throw new S3Refusal('AccessDenied', 'Access Denied')
  const part = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? ''
  if (!authorization.startsWith(`${ALGORITHM} `) || !part('Credential') || !part('SignedHeaders')) {
    throw new S3Refusal('AuthorizationHeaderMalformed', 'The authorization header is malformed.')
  }
  const date = headerText(request, 'x-amz-date')
  if (!(Math.abs(now - amzDate(date)) <= SKEW_MS)) {
    throw new S3Refusal(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    )
  }
  return {
    credential: part('Credential'),
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    date,
    payloadHash: headerText(request, 'x-amz-content-sha256'),
  }
}

const headerText = (request: IncomingMessage, name: string) =>
  String(request.headers[name] ?? '')
    .trim()
    .replace(/ +/g, ' ')

function canonicalQuery(query: Map<string, string>): string {
  const pairs = [...query].filter(([name]) => name !== 'X-Amz-Signature')
  return pairs
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
}

function parseQuery(search: string): Map<string, string> {
  const pairs = search.split('&').filter(Boolean)
  return new Map(pairs.map((pair) => splitOnce(pair, '=').map(decode) as [string, string]))
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Refusal('BadRequest', 'The URI is not well-formed.')
  }
}

/** RFC 3986, as signatures want it: more than encodeURIComponent escapes. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
