import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { Bucket, storage } from './testing/s3-storage.ts'

const LIMITS: PresignedPostOptions = {
  Bucket,
  Key: 'media/u1/m1',
  Expires: 60,
  Conditions: [
    ['content-length-range', 3, 400],
    ['starts-with', '$Content-Type', 'image/'],
    ['eq', '$x-amz-meta-kind', 'photo'],
  ],
}

type Upload = {
  fields?: Record<string, string>
  size?: number
  policy?: Partial<PresignedPostOptions>
  omit?: string
}

/** Posts a form that is good but for what the test changes. */
async function upload(
  sdk: S3Client,
  { fields = {}, size = 400, policy = {}, omit }: Upload = {},
): Promise<Response> {
  const signed = await createPresignedPost(sdk as never, { ...LIMITS, ...policy })
  const form = new FormData()
  const good = { 'Content-Type': 'image/png', 'x-amz-meta-kind': 'photo' }
  for (const [name, value] of Object.entries({ ...signed.fields, ...good, ...fields })) {
    if (name !== omit) form.append(name, value)
  }
  form.append('file', new Blob(['x'.repeat(size)]), 'me.png')
  return fetch(signed.url, { method: 'POST', body: form })
}

test('a form that meets its policy is stored, announced and readable', async () => {
  const { sdk, onObjectCreated } = await storage()
  const events: unknown[] = []
  onObjectCreated(Bucket, (event) => events.push(event))
  expect((await upload(sdk)).status).toBe(204)
  const got = await sdk.send(new GetObjectCommand({ Bucket, Key: 'media/u1/m1' }))
  expect(got).toMatchObject({ ContentType: 'image/png', ContentLength: 400, Metadata: { kind: 'photo' } })
  expect(await got.Body!.transformToString()).toBe('x'.repeat(400))
  expect(events).toMatchObject([
    { Records: [{ eventName: 'ObjectCreated:Post', s3: { object: { key: 'media/u1/m1', size: 400 } } }] },
  ])
})

const otherPolicy = Buffer.from(
  JSON.stringify({ expiration: '2999-01-01T00:00:00Z', conditions: [] }),
).toString('base64')

test.each<[string, Upload, number, string]>([
  ['one byte over the range', { size: 401 }, 400, 'EntityTooLarge'],
  ['one byte under the range', { size: 2 }, 400, 'EntityTooSmall'],
  ['another key', { fields: { key: 'media/u2/m1' } }, 403, 'AccessDenied'],
  ['a type outside the prefix', { fields: { 'Content-Type': 'text/html' } }, 403, 'AccessDenied'],
  ['another value where one is fixed', { fields: { 'x-amz-meta-kind': 'virus' } }, 403, 'AccessDenied'],
  ['a required field left out', { omit: 'Content-Type' }, 403, 'AccessDenied'],
  ['a field that the policy does not name', { fields: { 'x-amz-meta-extra': '1' } }, 403, 'AccessDenied'],
  [
    'a redirect that the policy does not name',
    { fields: { redirect: 'https://x.example' } },
    403,
    'AccessDenied',
  ],
  ['another bucket in the policy', { policy: { Conditions: [{ bucket: 'other' }] } }, 403, 'AccessDenied'],
  ['an expired policy', { policy: { Expires: -1 } }, 403, 'AccessDenied'],
  ['another policy under the signature', { fields: { Policy: otherPolicy } }, 403, 'SignatureDoesNotMatch'],
  ['a false signature', { fields: { 'X-Amz-Signature': '0'.repeat(64) } }, 403, 'SignatureDoesNotMatch'],
  ['no signature', { omit: 'X-Amz-Signature' }, 403, 'SignatureDoesNotMatch'],
  [
    'other credentials',
    { fields: { 'X-Amz-Credential': 'me/20260101/eu-west-1/s3/aws4_request' } },
    403,
    'InvalidAccessKeyId',
  ],
  ['no policy', { omit: 'Policy' }, 403, 'AccessDenied'],
  [
    'an operator that is none',
    { policy: { Conditions: [['ends-with', '$key', 'm1'] as never] } },
    403,
    'AccessDenied',
  ],
  ['a second value for a field', { fields: { KEY: 'media/u1/m1' } }, 400, 'InvalidArgument'],
])('a form with %s is refused and stores nothing', async (_name, change, status, code) => {
  const { sdk } = await storage()
  const response = await upload(sdk, change)
  expect([response.status, await response.text()]).toEqual([
    status,
    expect.stringContaining(`<Code>${code}</Code>`),
  ])
  expect((await sdk.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
})

test('fields after the file do not count', async () => {
  const { sdk } = await storage()
  const { url, fields } = await createPresignedPost(sdk as never, { Bucket, Key: 'good', Expires: 60 })
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob(['x']))
  form.append('key', 'bad')
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204)
  const list = await sdk.send(new ListObjectsV2Command({ Bucket }))
  expect(list.Contents?.map(({ Key }) => Key)).toEqual(['good'])
})

test('a form for one bucket does not open another', async () => {
  const { sdk, url, createBucket } = await storage()
  await createBucket('other')
  const { fields } = await createPresignedPost(sdk as never, { Bucket, Key: 'a', Expires: 60 })
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob(['x']))
  expect((await fetch(`${url}/other`, { method: 'POST', body: form })).status).toBe(403)
})

/** The path goes out as it is written; fetch would tidy it. */
async function rawPut(signedUrl: string): Promise<number> {
  const [, host = '', path] = /^http:\/\/([^/]+)(.*)$/.exec(signedUrl)!
  const [hostname, port] = host.split(':')
  const outgoing = request({ hostname, port, path, method: 'PUT' }).end('x')
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode!
}

test('a key cannot climb out of the bucket', async () => {
  const { sdk, dataDir, url } = await storage()
  const { fields } = await createPresignedPost(sdk as never, { Bucket, Key: 'media/${filename}' })
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...fields, key: 'media/../../../escaped' }))
    form.append(name, value)
  form.append('file', new Blob(['x']), 'f')
  expect((await fetch(`${url}/${Bucket}`, { method: 'POST', body: form })).status).toBe(400)

  const climbing = await getSignedUrl(sdk, new PutObjectCommand({ Bucket, Key: 'a/../../../escaped' }))
  expect(await rawPut(climbing)).toBe(400)
  expect(await rawPut(climbing.replaceAll('../', '..%2F'))).toBeGreaterThanOrEqual(400)
  expect((await readdir(dataDir)).sort()).toEqual(['s3', 's3-incoming'])

  await writeFile(join(dataDir, 'secret._S3rver_object'), 'secret')
  const copy = new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/../../secret` })
  await expect(sdk.send(copy)).rejects.toThrow('relative path')
})

test('what is not a form is refused as one', async () => {
  const { url } = await storage()
  const response = await fetch(`${url}/${Bucket}`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: 'nonsense',
  })
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('MalformedPOSTRequest'),
  ])
})

const SHA256_OF_400 = createHash('sha256').update('x'.repeat(400)).digest('base64')
const summed = (sum: string): Upload => ({
  policy: { Fields: { 'x-amz-checksum-sha256': sum, 'x-amz-checksum-algorithm': 'SHA256' } },
})

test('a form with the checksum of its file is stored with it', async () => {
  const { sdk } = await storage()
  const response = await upload(sdk, summed(SHA256_OF_400))
  expect([response.status, response.headers.get('x-amz-checksum-sha256')]).toEqual([204, SHA256_OF_400])
  const head = new HeadObjectCommand({ Bucket, Key: 'media/u1/m1', ChecksumMode: 'ENABLED' })
  expect((await sdk.send(head)).ChecksumSHA256).toBe(SHA256_OF_400)
})

test('a form with another checksum than its file has is refused and stores nothing', async () => {
  const { sdk } = await storage()
  const response = await upload(sdk, { ...summed(SHA256_OF_400), size: 399 })
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('BadDigest')])
  expect((await sdk.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
})

test('a form that is refused while most of its file is still to come is answered', async () => {
  const { sdk } = await storage()
  const response = await upload(sdk, { fields: { key: 'media/u2/m1' }, size: 5_000_000 })
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('AccessDenied')])
})

test('a form of 100 MB is taken in, and one byte more than allowed is not', async () => {
  const { sdk } = await storage()
  const most = 100 * 1024 * 1024
  const policy = {
    Conditions: [
      ['content-length-range', 0, most],
      ['starts-with', '$Content-Type', ''],
      ['starts-with', '$x-amz-meta-kind', ''],
    ],
  }
  const limited = { policy: policy as never }
  expect((await upload(sdk, { ...limited, size: most + 1 })).status).toBe(400)
  expect((await upload(sdk, { ...limited, size: most })).status).toBe(204)
  const { Contents } = await sdk.send(new ListObjectsV2Command({ Bucket }))
  expect(Contents?.map(({ Size }) => Size)).toEqual([most])
}, 300_000)
