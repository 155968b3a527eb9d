import type { ObjectInfo } from './s3-objects.ts'
import { S3Refusal } from './s3-refusal.ts'
import { checksumHeaders, quoted, type S3Operation, type S3Request } from './s3-request.ts'

const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]

type Range = { start: number; end: number }

/** GetObject and HeadObject: ranges, conditions, checksums, and headers that the signed address asks for. */
export const getObject: S3Operation = async (request) => {
  const { context, bucket, key, objects } = request
  const object = await objects.find(bucket, key)
  if (!object) throw new S3Refusal('NoSuchKey', 'The specified key does not exist.', { Key: key })
  const { etag, modified, size } = object
  context.set({ etag: quoted(etag), 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes' })
  if (isUnchanged(request, object)) {
    context.status = 304
    return
  }
  const range = rangeOf(context.headers.range, size)
  context.status = range ? 206 : 200
  context.set({ ...object.headers, ...overrides(request) })
  if (range) context.set({ 'content-range': `bytes ${range.start}-${range.end}/${size}` })
  // The checksum is that of the whole: whoever gets a part would find it wrong.
  else if (context.headers['x-amz-checksum-mode'] === 'ENABLED') context.set(checksumHeaders(object))
  if (context.method === 'GET') context.body = size === 0 ? '' : objects.read(bucket, key, range)
  context.length = range ? range.end - range.start + 1 : size
}

/** Throws S3's refusal if the request is for another version of the object. */
function isUnchanged({ context: { headers } }: S3Request, { etag, modified }: ObjectInfo): boolean {
  const names = (header: string) => [quoted(etag), etag, '*'].includes(header)
  const match = headers['if-match']
  if (match !== undefined && !names(match))
    throw new S3Refusal(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      { Condition: 'If-Match' },
    )
  const noneMatch = headers['if-none-match']
  if (noneMatch !== undefined) return names(noneMatch)
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return Math.floor(modified.getTime() / 1000) * 1000 <= since
}

/** The one range that is asked for; anything else that is no range of bytes is not looked at, as HTTP has it. */
function rangeOf(header: string | undefined, size: number): Range | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  if (start > end)
    throw new S3Refusal('InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: header!,
      ActualObjectSize: size,
    })
  return { start, end }
}

/** `response-content-disposition=…` and its like, which are part of what was signed. */
function overrides({ query }: S3Request): Record<string, string> {
  return Object.fromEntries(
    [...query].flatMap(([name, value]) => {
      const header = /^response-(.+)$/.exec(name)?.[1]
      if (header === undefined) return []
      if (OVERRIDES.includes(header)) return [[header, value]]
      throw new S3Refusal(
        'InvalidArgument',
        `${name} is not in the set of overridable response headers. ` +
          'Please refer to the S3 API documentation for a complete list of overridable response headers.',
        { ArgumentName: name, ArgumentValue: value },
      )
    }),
  )
}
