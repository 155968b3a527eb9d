import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { mediaKey } from '../media-folders.ts'
import { GivenUp } from './limits.ts'
import type { Pictures } from './make.ts'

/** The objects of the media bucket, each under what it is and the file's id. */
export function s3Pictures(client: S3Client, bucket: string): Pictures {
  return {
    async original(media, most) {
      try {
        const { Body, ContentLength = 0 } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: mediaKey('original', media) }),
        )
        if (ContentLength > most) {
          // Nothing of it is read: the connection goes with it.
          if (Body && 'destroy' in Body) (Body as { destroy(): void }).destroy()
          return 'too-large'
        }
        return await Body?.transformToByteArray()
      } catch (error) {
        const { name } = error as Error
        if (name === 'NoSuchKey') return undefined
        // Who may not list a bucket is told so of what is not there: a file that was cancelled rings nobody.
        if (name === 'AccessDenied') throw new GivenUp('failed')
        throw error
      }
    },
    async put(media, which, { bytes, type }) {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: mediaKey(which, media), Body: bytes, ContentType: type }),
      )
    },
    async putRendition(media, rendition) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: mediaKey('rendition', media),
          Body: JSON.stringify(rendition),
          ContentType: 'application/json',
        }),
      )
    },
  }
}
