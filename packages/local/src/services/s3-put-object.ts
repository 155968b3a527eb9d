import { expectedOf } from './s3-digests.ts'
import { objectHeaders } from './s3-objects.ts'
import { S3Refusal } from './s3-refusal.ts'
import { answerXml, checksumHeaders, quoted, type S3Operation, type S3Request } from './s3-request.ts'
import { xmlDocument } from './xml.ts'

/** PutObject. An upload that breaks off, or is not what its checksum says, leaves the old object alone. */
export const putObject: S3Operation = async ({ context, bucket, key, query, body, objects, announce }) => {
  const { file, size, md5: etag, sha256 } = await objects.receive(body, expectedOf(context.headers, query))
  const info = { etag, headers: objectHeaders(context.headers), ...fullChecksum(sha256) }
  await objects.keep(bucket, key, file, info)
  announce('Put', key, { size, etag })
  context.set({ etag: quoted(etag), ...checksumHeaders(info) })
  context.status = 200
  context.body = ''
}

/** CopyObject. The copy of an upload in parts is one in one piece, so its digest and checksum are its own. */
export const copyObject: S3Operation = async (request) => {
  const { context, bucket, key, objects, announce } = request
  const from = sourceOf(request)
  const source = await objects.find(from.bucket, from.key)
  if (!source) throw new S3Refusal('NoSuchKey', 'The specified key does not exist.', { Key: from.key })
  const replaces = context.headers['x-amz-metadata-directive'] === 'REPLACE'
  if (from.bucket === bucket && from.key === key && !replaces)
    throw new S3Refusal(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing the ' +
        "object's metadata, storage class, website redirect location or encryption attributes.",
    )
  const wantsChecksum = context.headers['x-amz-checksum-algorithm']?.toUpperCase() === 'SHA256'
  const bytes = objects.read(from.bucket, from.key)
  const {
    file,
    size,
    md5: etag,
    sha256,
  } = await objects.receive(bytes, { computed: wantsChecksum || source.checksum !== undefined })
  const headers = replaces ? objectHeaders(context.headers) : source.headers
  const info = { etag, headers, ...fullChecksum(sha256) }
  await objects.keep(bucket, key, file, info)
  announce('Copy', key, { size, etag })
  const checksum = info.checksum && { ChecksumType: info.checksum.type, ChecksumSHA256: info.checksum.value }
  const LastModified = new Date().toISOString()
  answerXml(request, xmlDocument('CopyObjectResult', { ETag: quoted(etag), LastModified, ...checksum }))
}

/** What a checksum of the whole object is, as it is kept. */
export const fullChecksum = (sha256: string | undefined) =>
  sha256 === undefined ? {} : { checksum: { value: sha256, type: 'FULL_OBJECT' as const } }

function sourceOf({ context }: S3Request): { bucket: string; key: string } {
  const [path = ''] = context.headers['x-amz-copy-source']!.replace(/^\//, '').split('?')
  const decoded = decodeURIComponent(path)
  const slash = decoded.indexOf('/')
  if (slash > 0) return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) }
  throw new S3Refusal('InvalidArgument', 'Invalid copy source object key')
}
