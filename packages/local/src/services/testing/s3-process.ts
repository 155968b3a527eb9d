// An S3 of its own process, for a test to kill.
import { startS3 } from '../s3.ts'

const [, , dataDir, bucket] = process.argv
const s3 = await startS3({ dataDir: dataDir!, log: console })
await s3.createBucket(bucket!)
process.send?.({ url: s3.url })
