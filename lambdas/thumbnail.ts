import { S3Client } from '@aws-sdk/client-s3'
import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { eachMessage } from './edge/queue-batch.ts'
import { read } from './environment.ts'
import { THUMBNAIL_TRIES } from './rules.ts'
import { make, type ThumbnailWork } from './thumbnail/make.ts'
import { s3Pictures } from './thumbnail/s3-pictures.ts'

const { mediaBucket } = read('mediaBucket')
const pictures = s3Pictures(new S3Client({ forcePathStyle: true }), mediaBucket)

/** Images that have arrived: their thumbnails, and what is shown of compressed ones. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  eachMessage(event, (body, record) => make(body as ThumbnailWork, isLast(record), pictures)),
)

/** A file that takes the function down takes it down each time; the last time is kept for saying so. */
function isLast({ attributes }: SQSRecord): boolean {
  return Number(attributes.ApproximateReceiveCount) >= THUMBNAIL_TRIES
}
