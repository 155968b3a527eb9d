import { expectedOf } from './s3-digests.ts'
import { objectHeaders } from './s3-objects.ts'
import { S3Refusal } from './s3-refusal.ts'
import { answerXml, quoted, type S3Operation, type S3Request } from './s3-request.ts'
import type { ListedPart, Upload } from './s3-uploads.ts'
import { unescapeXml, xmlDocument } from './xml.ts'

const PARTS_MAX = 10_000
/** Ten thousand parts with their checksums. */
const LIST_BYTES_MAX = 4 * 1024 * 1024

export const createMultipartUpload: S3Operation = async (request) => {
  const { context, bucket, key, uploads } = request
  const algorithm = context.headers['x-amz-checksum-algorithm']?.toUpperCase()
  const checksums = algorithm === 'SHA256'
  const { id } = await uploads.begin({ bucket, key, headers: objectHeaders(context.headers), checksums })
  if (checksums) context.set({ 'x-amz-checksum-algorithm': 'SHA256', 'x-amz-checksum-type': 'COMPOSITE' })
  answerXml(request, xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id }))
}

export const uploadPart: S3Operation = async (request) => {
  const { context, query, body, uploads } = request
  if (context.headers['x-amz-copy-source'] !== undefined)
    throw new S3Refusal('NotImplemented', 'Parts are not copied from other objects locally.')
  const upload = await uploadOf(request)
  const number = Number(query.get('partNumber'))
  if (!(Number.isInteger(number) && number >= 1 && number <= PARTS_MAX))
    throw new S3Refusal(
      'InvalidArgument',
      `Part number must be an integer between 1 and ${PARTS_MAX}, inclusive`,
    )
  const { etag, sha256 } = await uploads.put(upload, number, body, expectedOf(context.headers, query))
  context.set({ etag: quoted(etag), ...(sha256 && { 'x-amz-checksum-sha256': sha256 }) })
  context.status = 200
  context.body = ''
}

export const listParts: S3Operation = async (request) => {
  const { query, uploads, bucket, key } = request
  const upload = await uploadOf(request)
  const marker = Number(query.get('part-number-marker') ?? 0)
  const most = Math.min(Number(query.get('max-parts') ?? 1_000), 1_000)
  const rest = (await uploads.parts(upload)).filter(({ number }) => number > marker)
  const page = rest.slice(0, most)
  const answer = {
    Bucket: bucket,
    Key: key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: page.length < rest.length,
    StorageClass: 'STANDARD',
    ...(upload.checksums && { ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' }),
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: part.modified,
      ETag: quoted(part.etag),
      Size: part.size,
      ChecksumSHA256: part.sha256,
    })),
  }
  answerXml(request, xmlDocument('ListPartsResult', answer))
}

export const completeMultipartUpload: S3Operation = async (request) => {
  const { context, bucket, key, uploads, objects, announce } = request
  const upload = await uploadOf(request)
  const { file, size, info } = await uploads.join(upload, listedParts(await text(request)))
  await objects.keep(bucket, key, file, info)
  announce('CompleteMultipartUpload', key, { size, etag: info.etag })
  await uploads.end(upload)
  const checksum = info.checksum && { ChecksumSHA256: info.checksum.value, ChecksumType: info.checksum.type }
  const Location = `http://${context.host}${context.path}`
  const answer = { Location, Bucket: bucket, Key: key, ETag: quoted(info.etag), ...checksum }
  answerXml(request, xmlDocument('CompleteMultipartUploadResult', answer))
}

export const abortMultipartUpload: S3Operation = async (request) => {
  await request.uploads.end(await uploadOf(request))
  request.context.status = 204
}

const uploadOf = ({ uploads, bucket, key, query }: S3Request): Promise<Upload> =>
  uploads.find(bucket, key, query.get('uploadId') ?? '')

async function text({ body }: S3Request): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length <= LIST_BYTES_MAX) chunks.push(chunk)
  }
  if (length > LIST_BYTES_MAX) throw malformed()
  return Buffer.concat(chunks).toString()
}

function listedParts(xml: string): ListedPart[] {
  const parts = [...xml.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part]): ListedPart => {
    const child = (name: string) => new RegExp(`<${name}>\\s*(.*?)\\s*</${name}>`, 's').exec(part!)?.[1]
    const etag = unescapeXml(child('ETag') ?? '').replaceAll('"', '')
    return { number: Number(child('PartNumber')), etag, sha256: child('ChecksumSHA256') }
  })
  if (parts.length === 0 || parts.some(({ number }) => !Number.isInteger(number))) throw malformed()
  return parts
}

const malformed = () =>
  new S3Refusal(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
