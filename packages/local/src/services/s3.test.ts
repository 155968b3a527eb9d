import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, onTestFinished, test, vi } from 'vitest'
import { silent } from '../gateway/testing.ts'
import { localCredentials } from '../json-api.ts'
import { startS3 } from './s3.ts'

const Bucket = 'texts'

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 's3-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function storage(options: { dataDir?: string; cors?: object } = {}) {
  const dataDir = options.dataDir ?? (await temporaryDirectory())
  const s3 = await startS3({ dataDir, log: silent })
  onTestFinished(() => s3.stop())
  await s3.createBucket(Bucket, options.cors)
  return { ...s3, dataDir, sdk: sdkFor(s3.url) }
}

const sdkOptions = (endpoint: string) => ({
  endpoint,
  region: 'eu-west-1',
  credentials: localCredentials,
  forcePathStyle: true,
  maxAttempts: 1,
})

const sdkFor = (endpoint: string, credentials = localCredentials) =>
  new S3Client({ ...sdkOptions(endpoint), credentials })

const put = (Key: string, Body: PutObjectCommand['input']['Body'], extra: object = {}) =>
  new PutObjectCommand({ Bucket, Key, Body: Body!, ...extra })

const textOf = async (sdk: S3Client, Key: string) =>
  (await sdk.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString()

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

const denied = (Code: string, httpStatusCode: number) => ({ Code, $metadata: { httpStatusCode } })

test('who signs with other credentials, or not at all, is refused', async () => {
  const { url, sdk } = await storage()
  await sdk.send(put('a', 'secret'))
  const other = sdkFor(url, { ...localCredentials, secretAccessKey: 'guess' })
  await expect(textOf(other, 'a')).rejects.toMatchObject(denied('SignatureDoesNotMatch', 403))
  const stranger = sdkFor(url, { accessKeyId: 'stranger', secretAccessKey: 'local' })
  await expect(textOf(stranger, 'a')).rejects.toMatchObject(denied('InvalidAccessKeyId', 403))
  for (const method of ['GET', 'PUT', 'DELETE', 'POST']) {
    const response = await fetch(`${url}/${Bucket}/a`, { method })
    expect([response.status, (await response.text()).includes('secret')]).toEqual([403, false])
  }
})

test('a request signed an hour ago is refused', async () => {
  const { url } = await storage()
  const late = new S3Client({ ...sdkOptions(url), systemClockOffset: -3_600_000 })
  await expect(textOf(late, 'a')).rejects.toMatchObject(denied('RequestTimeTooSkewed', 403))
})

test('a presigned URL opens one object for one method until it expires', async () => {
  const { sdk } = await storage()
  await sdk.send(put('photo 1.txt', 'hello'))
  const url = await getSignedUrl(
    sdk,
    new GetObjectCommand({
      Bucket,
      Key: 'photo 1.txt',
      ResponseContentDisposition: 'attachment; filename="p.txt"',
    }),
    { expiresIn: 60 },
  )
  const response = await fetch(url)
  expect([response.status, await response.text()]).toEqual([200, 'hello'])
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="p.txt"')
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(403)
  expect((await fetch(url.replace('photo', 'other'))).status).toBe(403)
  expect((await fetch(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).status).toBe(403)
  expect((await fetch(url.replace(/X-Amz-Expires=60/, 'X-Amz-Expires=9999999'))).status).toBe(400)
})

test('an expired presigned URL is refused', async () => {
  const { sdk } = await storage()
  const signingDate = new Date(Date.now() - 120_000)
  const url = await getSignedUrl(sdk, new GetObjectCommand({ Bucket, Key: 'a' }), {
    expiresIn: 60,
    signingDate,
  })
  const response = await fetch(url)
  expect([response.status, await response.text()]).toEqual([
    403,
    expect.stringContaining('Request has expired'),
  ])
})

test('a presigned PUT stores the object', async () => {
  const { sdk } = await storage()
  const url = await getSignedUrl(sdk, new PutObjectCommand({ Bucket, Key: 'up' }), { expiresIn: 60 })
  expect((await fetch(url, { method: 'PUT', body: 'uploaded' })).status).toBe(200)
  expect(await textOf(sdk, 'up')).toBe('uploaded')
})

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
  expect((await readdir(dataDir)).sort()).toEqual(['s3'])

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

const cors = {
  CorsRules: [
    {
      AllowedOrigins: ['http://localhost:*', 'https://app.example'],
      AllowedMethods: ['GET', 'POST'],
      AllowedHeaders: ['content-*'],
      ExposedHeaders: ['ETag'],
      MaxAge: 300,
    },
  ],
}

const preflight = (url: string, headers: Record<string, string>) =>
  fetch(`${url}/${Bucket}/a`, {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:8080', 'access-control-request-method': 'POST', ...headers },
  })

test('a preflight within the rules is answered', async () => {
  const { url } = await storage({ cors })
  const response = await preflight(url, { 'access-control-request-headers': 'Content-Type' })
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': 'http://localhost:8080',
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'content-type',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '300',
  })
})

test.each([
  ['origin', { origin: 'http://evil.example' }],
  ['method', { 'access-control-request-method': 'DELETE' }],
  ['header', { 'access-control-request-headers': 'content-type,x-evil' }],
])('a preflight with another %s is 403', async (_name, headers) => {
  const { url } = await storage({ cors })
  const response = await preflight(url, headers)
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null])
})

test('a bucket without rules answers no preflight', async () => {
  const { url } = await storage()
  expect((await preflight(url, {})).status).toBe(403)
})

test('answers and refusals alike can be read by an allowed origin, and by no other', async () => {
  const { url, sdk } = await storage({ cors })
  await sdk.send(put('a', 'x'))
  const signed = await getSignedUrl(sdk, new GetObjectCommand({ Bucket, Key: 'a' }))
  for (const target of [signed, `${url}/${Bucket}/a`]) {
    const allowed = await fetch(target, { headers: { origin: 'https://app.example' } })
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example')
    const other = await fetch(target, { headers: { origin: 'https://other.example' } })
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
  }
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
  const child = fork(join(import.meta.dirname, 'testing/s3-process.ts'), [dataDir, Bucket], {
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
