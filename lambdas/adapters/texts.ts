import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { TextKey, Texts } from '../ports.ts'
import { shelfFor } from '../text-shelves.ts'

/** Path style: the one way of addressing a bucket that every S3 understands. */
export function textClient(): S3Client {
  return new S3Client({ forcePathStyle: true })
}

/** Long texts in S3. A message's text has a key of its own, so that deleting one touches no other. */
export function s3Texts(client: S3Client, bucket: string): Texts {
  return {
    async put(key, text) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: objectKey(key),
          Body: text,
          ContentType: 'text/plain; charset=utf-8',
        }),
      )
    },
    async get(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: objectKey(key) }))
      if (!Body) throw new Error('S3 returned an object without a body.')
      return Body.transformToString('utf-8')
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: objectKey(key) }))
    },
  }
}

/** The digest is part of the key: another body under the same client id cannot overwrite the first. */
function objectKey({ conversation, from, device, clientId, digest, lifetime }: TextKey): string {
  return `${shelfFor(lifetime)}${conversation}/${from}.${device}.${clientId}.${digest}`
}
