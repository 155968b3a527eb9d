import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, describe } from 'vitest'
import { s3Texts } from '../../lambdas/adapters/texts.ts'
import { startS3 } from '../../packages/local/src/services/s3.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { textsContract } from './texts.contract.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'parley-texts-'))
const log = { info() {}, warn() {}, error() {} }
const s3 = await startS3({ dataDir, log })
await s3.createBucket('texts')
const client = new S3Client({ endpoint: s3.url, ...LOCAL_ACCESS, forcePathStyle: true })

afterAll(async () => {
  client.destroy()
  await s3.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('Texts in S3', () => textsContract(() => s3Texts(client, 'texts')))
