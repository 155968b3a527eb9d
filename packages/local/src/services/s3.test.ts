import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect, test, vi } from 'vitest'
import { Bucket, put, storage, textOf } from './testing/s3-storage.ts'

test('an object comes back as it was put, with its type and metadata', async () => {
  const { sdk } = await storage()
  const text = 'ü'.repeat(100_000)
  await sdk.send(put('conv/long text.txt', text, { ContentType: 'text/plain', Metadata: { sender: 'ann' } }))
  const got = await sdk.send(new GetObjectCommand({ Bucket, Key: 'conv/long text.txt' }))
  expect(await got.Body!.transformToString()).toBe(text)
  expect(got).toMatchObject({
    ContentType: 'text/plain',
    ContentLength: 200_000,
    Metadata: { sender: 'ann' },
  })
  expect(got.ContentEncoding).toBeUndefined()
})

test.each(['a b+c&d=é.txt', '<&amp;>.txt', "it's (1)*!.txt", 'deep/er/äö.bin', '100%.txt', '~tilde'])(
  'the key %s works',
  async (key) => {
    const { sdk } = await storage()
    await sdk.send(put(key, 'x'))
    expect(await textOf(sdk, key)).toBe('x')
    const list = await sdk.send(new ListObjectsV2Command({ Bucket }))
    expect(list.Contents?.map(({ Key }) => Key)).toEqual([key])
  },
)

test('a stream, which an SDK sends in chunks with a trailing checksum, is decoded', async () => {
  const { sdk } = await storage()
  const bytes = randomBytes(300_000)
  const chunks = [bytes.subarray(0, 7), bytes.subarray(7, 200_000), bytes.subarray(200_000)]
  await sdk.send(
    put('stream', Readable.from(chunks), { ContentLength: bytes.length, ContentEncoding: 'gzip' }),
  )
  const got = await sdk.send(new GetObjectCommand({ Bucket, Key: 'stream' }))
  expect(Buffer.from(await got.Body!.transformToByteArray())).toEqual(bytes)
  expect(got.ContentEncoding).toBe('gzip')
})

test('an object can be replaced, copied, described, read in part and deleted', async () => {
  const { sdk } = await storage()
  await sdk.send(put('a', 'first'))
  const { ETag: first } = await sdk.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
  await sdk.send(put('a', 'second!'))
  const { ETag: second, ContentLength } = await sdk.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
  expect([ContentLength, second === first]).toEqual([7, false])
  await sdk.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }))
  const part = await sdk.send(new GetObjectCommand({ Bucket, Key: 'b', Range: 'bytes=0-2' }))
  expect(await part.Body!.transformToString()).toBe('sec')
  await sdk.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  await expect(textOf(sdk, 'a')).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('an empty object is an object', async () => {
  const { sdk } = await storage()
  await sdk.send(put('empty', '', { ContentLength: 0 }))
  expect((await sdk.send(new HeadObjectCommand({ Bucket, Key: 'empty' }))).ContentLength).toBe(0)
})

test('a new object is announced to the listeners of its bucket, with its key encoded', async () => {
  const { sdk, createBucket, onObjectCreated } = await storage()
  await createBucket('quiet')
  const events: { Records: [{ eventName: string; s3: unknown }] }[] = []
  onObjectCreated(Bucket, () => {
    throw new Error("not the upload's business")
  })
  onObjectCreated(Bucket, (event) => events.push(event as never))
  await sdk.send(new PutObjectCommand({ Bucket: 'quiet', Key: 'x', Body: 'x' }))
  await sdk.send(put('a b/ü.txt', 'four'))
  await sdk.send(new DeleteObjectCommand({ Bucket, Key: 'a b/ü.txt' }))
  await vi.waitUntil(() => events.length > 0)
  expect(events).toHaveLength(1)
  expect(events[0]!.Records[0]).toMatchObject({
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: {
      bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
      object: { key: 'a+b/%C3%BC.txt', size: 4 },
    },
  })
})
