import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { onTestFinished } from 'vitest'
import { silent } from '../../gateway/testing.ts'
import { localCredentials } from '../../json-api.ts'
import { startS3 } from '../s3.ts'

export const Bucket = 'texts'

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 's3-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

export async function storage(options: { dataDir?: string; cors?: object } = {}) {
  const dataDir = options.dataDir ?? (await temporaryDirectory())
  const s3 = await startS3({ dataDir, log: silent })
  onTestFinished(() => s3.stop())
  await s3.createBucket(Bucket, options.cors)
  return { ...s3, dataDir, sdk: sdkFor(s3.url) }
}

export const sdkFor = (endpoint: string, changes: Partial<S3ClientConfig> = {}) =>
  new S3Client({
    endpoint,
    region: 'eu-west-1',
    credentials: localCredentials,
    forcePathStyle: true,
    maxAttempts: 1,
    ...changes,
  })

export const put = (Key: string, Body: PutObjectCommand['input']['Body'], extra: object = {}) =>
  new PutObjectCommand({ Bucket, Key, Body: Body!, ...extra })

export const textOf = async (sdk: S3Client, Key: string) =>
  (await sdk.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString()

export const denied = (Code: string, httpStatusCode: number) => ({ Code, $metadata: { httpStatusCode } })
