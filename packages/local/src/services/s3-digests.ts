import { createHash } from 'node:crypto'
import { promisesChecksum } from './s3-chunked.ts'
import { S3Refusal } from './s3-refusal.ts'

/** Of bytes that came in: MD5 in hex, and SHA-256 in base64 if that was asked for. */
export type Digests = { size: number; md5: string; sha256?: string }

/** What the sender said of a body; each that is there has to be true. */
export type Expected = {
  /** `x-amz-checksum-sha256`, base64: kept with the object. */
  sha256?: string | undefined
  /** Computes the SHA-256 to be kept: nobody named it beforehand, or it comes behind the body and is verified there. */
  computed?: boolean | undefined
  /** `x-amz-content-sha256`, hex: signed with the request, not kept. */
  payload?: string | undefined
  /** `Content-MD5`, base64. */
  md5?: string | undefined
  /** Bytes, as a form's policy limits them. */
  range?: { least: number; most: number } | undefined
}

/** What a request's headers say of its body; a presigned URL may say it in its query. */
export function expectedOf(headers: Record<string, string | undefined>, query: URLSearchParams): Expected {
  const payload = headers['x-amz-content-sha256']
  return {
    sha256: checksum(headers['x-amz-checksum-sha256'] ?? query.get('x-amz-checksum-sha256') ?? undefined),
    payload: payload && /^[0-9a-f]{64}$/.test(payload) ? payload : undefined,
    computed: promisesChecksum(headers['x-amz-trailer']),
    md5: headers['content-md5'],
  }
}

/** The checksum as it was given. Throws for what is no SHA-256 in base64. */
export function checksum(value: string | undefined): string | undefined {
  if (value === undefined || /^[A-Za-z0-9+/]{43}=$/.test(value)) return value
  throw new S3Refusal('InvalidRequest', 'Value for x-amz-checksum-sha256 header is invalid.')
}

/** Passes bytes on while it digests and counts them; its end is the verdict on `expected`. */
export function digesting(expected: Expected) {
  const md5 = createHash('md5')
  const isKept = expected.sha256 !== undefined || expected.computed === true
  const sha256 = isKept || expected.payload ? createHash('sha256') : undefined
  let size = 0
  return {
    async *pass(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        size += chunk.length
        refuseLarger(size, expected.range)
        md5.update(chunk)
        sha256?.update(chunk)
        yield chunk
      }
    },
    /** Once everything has passed. Throws S3's refusal. */
    verdict(): Digests {
      refuseSmaller(size, expected.range)
      const digests = [md5.digest(), sha256?.digest()] as const
      refuseOthers(expected, ...digests)
      const [known, whole] = digests
      return { size, md5: known.toString('hex'), ...(isKept && { sha256: whole!.toString('base64') }) }
    },
  }
}

function refuseOthers(expected: Expected, md5: Buffer, sha256: Buffer | undefined): void {
  if (expected.md5 !== undefined && expected.md5 !== md5.toString('base64'))
    throw new S3Refusal('BadDigest', 'The Content-MD5 you specified did not match what we received.')
  if (expected.payload !== undefined && expected.payload !== sha256?.toString('hex'))
    throw new S3Refusal(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
  if (expected.sha256 !== undefined && expected.sha256 !== sha256?.toString('base64'))
    throw new S3Refusal('BadDigest', 'The SHA256 you specified did not match the calculated checksum.')
}

function refuseLarger(size: number, range: Expected['range']): void {
  if (!range || size <= range.most) return
  const detail = { ProposedSize: size, MaxSizeAllowed: range.most }
  throw new S3Refusal('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', detail)
}

function refuseSmaller(size: number, range: Expected['range']): void {
  if (!range || size >= range.least) return
  const detail = { ProposedSize: size, MinSizeAllowed: range.least }
  throw new S3Refusal(
    'EntityTooSmall',
    'Your proposed upload is smaller than the minimum allowed size',
    detail,
  )
}
