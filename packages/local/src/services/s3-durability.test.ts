import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test, vi } from 'vitest'
import { Bucket, put, sdkFor, storage, temporaryDirectory, textOf } from './testing/s3-storage.ts'

test('a restart keeps buckets and objects', async () => {
  const before = await storage()
  await before.sdk.send(put('a', 'kept', { ContentType: 'text/plain' }))
  await before.stop()
  const after = await storage({ dataDir: before.dataDir })
  const got = await after.sdk.send(new GetObjectCommand({ Bucket, Key: 'a' }))
  expect([await got.Body!.transformToString(), got.ContentType]).toEqual(['kept', 'text/plain'])
})

const uploadsUnderWay = async (dataDir: string) => {
  const names = await readdir(dataDir, { recursive: true })
  return names.filter((name) => name.endsWith('.upload')).length
}

test('an upload that breaks off leaves the old object alone', async () => {
  const { sdk, dataDir } = await storage()
  await sdk.send(put('a', 'old'))
  const url = await getSignedUrl(sdk, new PutObjectCommand({ Bucket, Key: 'a' }))
  const broken = request(url, { method: 'PUT', headers: { 'content-length': 200_000 } })
  broken.on('error', () => {})
  broken.write('n'.repeat(70_000))
  await vi.waitUntil(async () => (await uploadsUnderWay(dataDir)) === 1)
  broken.destroy()
  await vi.waitUntil(async () => (await uploadsUnderWay(dataDir)) === 0)
  expect(await textOf(sdk, 'a')).toBe('old')
})

test('whatever was acknowledged before a kill -9 is there after it, and nothing is half there', async () => {
  const dataDir = await temporaryDirectory()
  const child = fork(new URL('./testing/s3-process.ts', import.meta.url), [dataDir, Bucket], {
    stdio: 'ignore',
  })
  const [{ url }] = await once(child, 'message')
  const sdk = sdkFor(url)
  const body = (i: number) => String(i % 10).repeat(200_000)
  const acknowledged: number[] = []
  const uploads = Array.from({ length: 100 }, async (_, i) => {
    await sdk.send(put(`k${i}`, body(i)))
    acknowledged.push(i)
  })
  await Promise.race(uploads)
  child.kill('SIGKILL')
  await Promise.all([once(child, 'exit'), Promise.allSettled(uploads)])

  const after = await storage({ dataDir })
  for (const i of acknowledged) expect(await textOf(after.sdk, `k${i}`)).toBe(body(i))
  const { Contents = [] } = await after.sdk.send(new ListObjectsV2Command({ Bucket }))
  expect(Contents.length).toBeGreaterThanOrEqual(acknowledged.length)
  for (const { Size } of Contents) expect(Size).toBe(200_000)
})
