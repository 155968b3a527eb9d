import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, describe } from 'vitest'
import { s3MediaStore } from '../../lambdas/adapters/media-store.ts'
import { s3Texts } from '../../lambdas/adapters/texts.ts'
import { mediaKey } from '../../lambdas/media-folders.ts'
import { startS3 } from '../../packages/local/src/services/s3.ts'
import { LOCAL_ACCESS } from '../fixtures/dynamodb.ts'
import { mediaStoreContract } from './media-store.contract.ts'
import { textsContract } from './texts.contract.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'parley-texts-'))
const log = { info() {}, warn() {}, error() {} }
const s3 = await startS3({ dataDir, log })
for (const bucket of ['texts', 'media']) await s3.createBucket(bucket)
const client = new S3Client({ endpoint: s3.url, ...LOCAL_ACCESS, forcePathStyle: true })

afterAll(async () => {
  client.destroy()
  await s3.stop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('Texts in S3', () => textsContract(() => s3Texts(client, 'texts')))
describe('MediaStore in S3', () =>
  mediaStoreContract(async () => ({
    store: s3MediaStore(client, 'media'),
    async post({ url, fields }, bytes) {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      form.append('file', new Blob([Uint8Array.from(bytes)]))
      return (await fetch(url, { method: 'POST', body: form })).ok
    },
    async put({ url, headers }, bytes) {
      return (await fetch(url, { method: 'PUT', headers, body: Uint8Array.from(bytes) })).ok
    },
    async fetch(url) {
      const response = await fetch(url)
      if (!response.ok) return undefined
      const header = (name: string) => response.headers.get(name) ?? ''
      const bytes = new Uint8Array(await response.arrayBuffer())
      return { bytes, type: header('content-type'), disposition: header('content-disposition') }
    },
    async write(folder, media, Body) {
      await client.send(new PutObjectCommand({ Bucket: 'media', Key: mediaKey(folder, media), Body }))
    },
    // Storage has its own clock; nothing here depends on how much longer this takes.
    outlive: (lifeMs) => sleep(lifeMs + 1_500),
  })))
