import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { type MediaId, SNIFFED_BYTES } from '@parley/domain'
import { dispositionOf } from '../media/disposition.ts'
import { MEDIA_FOLDERS, type MediaFolder, mediaKey } from '../media-folders.ts'
import type { MediaStore, Rendition } from '../ports.ts'
import { signedByStorage, signedForCloudFront } from './media-address.ts'
import { ifThere, mediaParts } from './media-parts.ts'

/** Path style: the one way of addressing a bucket that every S3 understands. Addresses bear no more than they need. */
export function mediaClient(): S3Client {
  return new S3Client({ forcePathStyle: true, ...PLAIN })
}

/** Checksums only where they are asked for: an address would otherwise ask whoever follows it for one. */
const PLAIN = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const

/**
 * Files in S3. Whoever has an address can put exactly the bytes that were announced, and fetch only what it was given,
 * as what it was given: at CloudFront where `downloads` tells of one (see `Downloads`), else at S3.
 */
export function s3MediaStore(client: S3Client, bucket: string, downloads = ''): MediaStore {
  const parts = mediaParts(client, bucket)
  const addressing = downloads ? signedForCloudFront(JSON.parse(downloads)) : signedByStorage(client, bucket)

  return {
    ...parts,

    async form({ media, type, bytes, checksums }, lifeMs) {
      const { url, fields } = await createPresignedPost(client, {
        Bucket: bucket,
        Key: mediaKey('original', media),
        Conditions: [['content-length-range', bytes, bytes]],
        Fields: {
          'Content-Type': type,
          'x-amz-checksum-algorithm': 'SHA256',
          'x-amz-checksum-sha256': checksums[0]!,
        },
        Expires: Math.ceil(lifeMs / 1000),
      })
      return { url, fields }
    },

    async inspect(media) {
      const Key = mediaKey('original', media)
      const [head, beginning] = await Promise.all([
        client.send(new HeadObjectCommand({ Bucket: bucket, Key, ChecksumMode: 'ENABLED' })).catch(ifThere),
        beginningOf(Key),
      ])
      if (!head || !beginning) return undefined
      const { ContentLength: bytes = 0, ChecksumSHA256: checksum } = head
      return { bytes, beginning, ...(checksum !== undefined && { checksum }) }
    },

    async rendition(media) {
      const Key = mediaKey('rendition', media)
      const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key })).catch(ifThere)
      return object?.Body && (JSON.parse(await object.Body.transformToString()) as Rendition)
    },

    async copy(from, which, { media, type }) {
      const copying = new CopyObjectCommand({
        Bucket: bucket,
        Key: mediaKey('original', media),
        CopySource: `${bucket}/${mediaKey(which, from)}`,
        ContentType: type,
        MetadataDirective: 'REPLACE',
        ChecksumAlgorithm: 'SHA256',
      })
      return (await client.send(copying).catch(ifThere)) !== undefined
    },

    address(media, which, { type, inline, name }, lifeMs) {
      const disposition = dispositionOf(inline, name)
      return addressing(mediaKey(which, media), { type, disposition }, Math.ceil(lifeMs / 1000))
    },

    async remove({ media, uploadId }) {
      if (uploadId !== undefined) await abort(media, uploadId)
      const keys = (Object.keys(MEDIA_FOLDERS) as MediaFolder[]).map((folder) => mediaKey(folder, media))
      await Promise.all(keys.map((Key) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))))
    },
  }

  async function beginningOf(Key: string): Promise<Uint8Array | undefined> {
    const Range = `bytes=0-${SNIFFED_BYTES - 1}`
    const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key, Range })).catch(ifThere)
    return object?.Body?.transformToByteArray()
  }

  async function abort(media: MediaId, UploadId: string): Promise<void> {
    const Key = mediaKey('original', media)
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch(ifThere)
  }
}
