import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type Part,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { mediaKey } from '../media-folders.ts'
import type { MediaItem, MediaStore } from '../ports.ts'

const CHECKSUM = 'x-amz-checksum-sha256'

/** Files that go up in parts: each is taken only with the bytes that were announced for it. */
export function mediaParts(
  client: S3Client,
  bucket: string,
): Pick<MediaStore, 'beginParts' | 'parts' | 'join'> {
  const objectOf = ({ media }: Pick<MediaItem, 'media'>) => ({
    Bucket: bucket,
    Key: mediaKey('original', media),
  })

  return {
    async beginParts(item) {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({
          ...objectOf(item),
          ContentType: item.type,
          ChecksumAlgorithm: 'SHA256',
          ChecksumType: 'COMPOSITE',
        }),
      )
      if (!UploadId) throw new Error('S3 began no upload.')
      return UploadId
    },

    async parts(item, lifeMs) {
      const arrived = await arrivedOf(item)
      if (!arrived) return []
      const missing = numbersOf(item).filter((number) => !isArrived(item, arrived.get(number)))
      return Promise.all(missing.map((number) => addressOf(item, number, lifeMs)))
    },

    async join(item) {
      const arrived = await arrivedOf(item)
      // What is not under way any more has been put together, or was aborted.
      if (!arrived) return isThere(item)
      const parts = numbersOf(item).map((number) => arrived.get(number))
      if (!parts.every((part) => isArrived(item, part))) return false
      const Parts = parts.map((part) => ({
        PartNumber: part!.PartNumber,
        ETag: part!.ETag,
        ChecksumSHA256: part!.ChecksumSHA256,
      }))
      const joining = new CompleteMultipartUploadCommand({
        ...objectOf(item),
        UploadId: item.uploadId,
        MultipartUpload: { Parts },
      })
      // Somebody may have put it together at this moment.
      return (await client.send(joining).catch(ifThere)) !== undefined || isThere(item)
    },
  }

  async function addressOf(item: MediaItem, number: number, lifeMs: number) {
    const checksum = item.checksums[number - 1]!
    const part = { ...objectOf(item), UploadId: item.uploadId, PartNumber: number, ChecksumSHA256: checksum }
    const url = await getSignedUrl(client, new UploadPartCommand(part), {
      expiresIn: Math.ceil(lifeMs / 1000),
      // In the address alone nobody would hold the bytes against it.
      unhoistableHeaders: new Set([CHECKSUM]),
    })
    return { number, url, headers: { [CHECKSUM]: checksum } }
  }

  /** The parts that are there, by number; undefined if no upload is under way. */
  async function arrivedOf(item: MediaItem): Promise<Map<number, Part> | undefined> {
    const found = new Map<number, Part>()
    for (let PartNumberMarker: string | undefined; ; ) {
      const listing = new ListPartsCommand({ ...objectOf(item), UploadId: item.uploadId, PartNumberMarker })
      const page = await client.send(listing).catch(ifThere)
      if (!page) return undefined
      for (const part of page.Parts ?? []) found.set(part.PartNumber!, part)
      if (!page.IsTruncated) return found
      PartNumberMarker = page.NextPartNumberMarker
    }
  }

  async function isThere(item: MediaItem): Promise<boolean> {
    return (await client.send(new HeadObjectCommand(objectOf(item))).catch(ifThere)) !== undefined
  }
}

function numbersOf({ checksums }: MediaItem): number[] {
  return checksums.map((_, index) => index + 1)
}

/** Storage tells a part's checksum if it was asked to verify it. */
function isArrived({ checksums }: MediaItem, part: Part | undefined): boolean {
  return (
    part !== undefined &&
    (part.ChecksumSHA256 ?? checksums[part.PartNumber! - 1]) === checksums[part.PartNumber! - 1]
  )
}

/** Undefined for what is not there; anything else is thrown on. */
export function ifThere(error: unknown): undefined {
  const missing = ['NoSuchKey', 'NoSuchUpload', 'NotFound']
  if (error instanceof Error && missing.includes(error.name)) return undefined
  throw error
}
