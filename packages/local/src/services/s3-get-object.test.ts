import { Readable } from 'node:stream'
import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { Bucket, denied, put, storage, textOf } from './testing/s3-storage.ts'

const SHA256_OF_HELLO = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='
const withChecksum = { Bucket, Key: 'a', ChecksumMode: 'ENABLED' } as const

test.each<[string, string, string]>([
  ['bytes=1-2', 'el', 'bytes 1-2/5'],
  ['bytes=0-0', 'h', 'bytes 0-0/5'],
  ['bytes=3-', 'lo', 'bytes 3-4/5'],
  ['bytes=-2', 'lo', 'bytes 3-4/5'],
  ['bytes=-9', 'hello', 'bytes 0-4/5'],
  ['bytes=2-99', 'llo', 'bytes 2-4/5'],
])('the range %s is %s', async (Range, text, ContentRange) => {
  const { sdk } = await storage()
  await sdk.send(put('a', 'hello', { ChecksumSHA256: SHA256_OF_HELLO }))
  const got = await sdk.send(new GetObjectCommand({ ...withChecksum, Range }))
  expect(await got.Body!.transformToString()).toBe(text)
  expect(got).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } })
  expect(got.ChecksumSHA256).toBeUndefined()
})

test('a range behind the end is refused', async () => {
  const { sdk } = await storage()
  await sdk.send(put('a', 'hello'))
  const get = sdk.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=5-' }))
  await expect(get).rejects.toMatchObject(denied('InvalidRange', 416))
})

test.each<[string, () => string | Readable]>([
  ['in its header', () => 'hello'],
  ['behind a stream', () => Readable.from([Buffer.from('hel'), Buffer.from('lo')])],
])('a checksum %s is verified, kept, and told to who asks for it', async (_name, body) => {
  const { sdk } = await storage()
  await sdk.send(put('a', body(), { ChecksumAlgorithm: 'SHA256', ContentLength: 5 }))
  const head = await sdk.send(new HeadObjectCommand(withChecksum))
  expect(head).toMatchObject({ ChecksumSHA256: SHA256_OF_HELLO, ChecksumType: 'FULL_OBJECT' })
  expect((await sdk.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).ChecksumSHA256).toBeUndefined()
  await sdk.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }))
  const copy = await sdk.send(new HeadObjectCommand({ ...withChecksum, Key: 'b' }))
  expect(copy.ChecksumSHA256).toBe(SHA256_OF_HELLO)
})

test('what is not as its checksum says leaves the old object alone', async () => {
  const { sdk } = await storage()
  await sdk.send(put('a', 'old'))
  const wrong = put('a', 'hellO', { ChecksumSHA256: SHA256_OF_HELLO })
  await expect(sdk.send(wrong)).rejects.toMatchObject(denied('BadDigest', 400))
  const nonsense = put('a', 'hello', { ChecksumSHA256: 'abc' })
  await expect(sdk.send(nonsense)).rejects.toMatchObject(denied('InvalidRequest', 400))
  expect(await textOf(sdk, 'a')).toBe('old')
})

test('an address may say how the file is to be served, and nobody can change what it says', async () => {
  const { sdk } = await storage()
  await sdk.send(put('a', '<script>', { ContentType: 'text/html', CacheControl: 'no-store' }))
  const url = await getSignedUrl(
    sdk,
    new GetObjectCommand({
      Bucket,
      Key: 'a',
      ResponseContentType: 'application/octet-stream',
      ResponseContentDisposition: 'attachment; filename="ü+b.txt"; filename*=UTF-8\'\'%C3%BC%2Bb.txt'.replace(
        'ü',
        'u',
      ),
    }),
  )
  const response = await fetch(url)
  expect([response.status, await response.text()]).toEqual([200, '<script>'])
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="u+b.txt"; filename*=UTF-8\'\'%C3%BC%2Bb.txt',
    'cache-control': 'no-store',
    'content-length': '8',
  })
  expect((await fetch(url.replace('application', 'text'))).status).toBe(403)
})

test('who has the object already is told so', async () => {
  const { sdk } = await storage()
  const { ETag } = await sdk.send(put('a', 'hello'))
  const url = await getSignedUrl(sdk, new GetObjectCommand({ Bucket, Key: 'a' }))
  expect((await fetch(url, { headers: { 'if-none-match': ETag! } })).status).toBe(304)
  expect((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  const other = sdk.send(new GetObjectCommand({ Bucket, Key: 'a', IfMatch: '"other"' }))
  await expect(other).rejects.toMatchObject(denied('PreconditionFailed', 412))
})

test('a bucket that is not there is no bucket', async () => {
  const { sdk } = await storage()
  const elsewhere = new PutObjectCommand({ Bucket: 'nowhere', Key: 'a', Body: 'x' })
  await expect(sdk.send(elsewhere)).rejects.toMatchObject(denied('NoSuchBucket', 404))
})
