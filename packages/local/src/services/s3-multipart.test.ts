import { createHash, randomBytes } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { Bucket, denied, sdkFor, storage } from './testing/s3-storage.ts'

const MB = 1024 * 1024
const Key = 'original/m1'
const sha256 = (...bytes: Uint8Array[]) => {
  const hash = createHash('sha256')
  for (const each of bytes) hash.update(each)
  return hash.digest('base64')
}

async function begin(sdk: S3Client): Promise<string> {
  const created = await sdk.send(
    new CreateMultipartUploadCommand({
      Bucket,
      Key,
      ContentType: 'video/mp4',
      ChecksumAlgorithm: 'SHA256',
      Metadata: { kind: 'video' },
    }),
  )
  expect([created.ChecksumAlgorithm, created.ChecksumType]).toEqual(['SHA256', 'COMPOSITE'])
  return created.UploadId!
}

/** As a device does it: by a presigned address that demands the checksum. */
async function putPart(
  sdk: S3Client,
  UploadId: string,
  PartNumber: number,
  bytes: Buffer,
  said = sha256(bytes),
) {
  const url = await getSignedUrl(
    sdk,
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, ChecksumSHA256: said }),
    { unhoistableHeaders: new Set(['x-amz-checksum-sha256']) },
  )
  return fetch(url, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { 'x-amz-checksum-sha256': said },
  })
}

const listed = async (sdk: S3Client, UploadId: string): Promise<CompletedPart[]> =>
  ((await sdk.send(new ListPartsCommand({ Bucket, Key, UploadId }))).Parts ?? []).map(
    ({ PartNumber, ETag, ChecksumSHA256 }) => ({ PartNumber, ETag, ChecksumSHA256 }),
  )

const complete = (sdk: S3Client, UploadId: string, Parts: CompletedPart[]) =>
  sdk.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))

test('100 MB in parts become one object, digested as S3 does, and announced once', async () => {
  const { sdk, onObjectCreated } = await storage()
  const events: unknown[] = []
  onObjectCreated(Bucket, (event) => events.push(event))
  const part = randomBytes(8 * MB)
  const last = randomBytes(4 * MB)
  const parts = [...Array.from({ length: 12 }, () => part), last]
  const UploadId = await begin(sdk)
  for (const [i, bytes] of parts.entries())
    expect((await putPart(sdk, UploadId, i + 1, bytes)).status).toBe(200)
  expect(events).toEqual([])

  const Parts = await listed(sdk, UploadId)
  expect(Parts.map(({ ChecksumSHA256 }) => ChecksumSHA256)).toEqual(parts.map((bytes) => sha256(bytes)))
  const completed = await complete(sdk, UploadId, Parts)
  const checksum = `${sha256(...parts.map((bytes) => Buffer.from(sha256(bytes), 'base64')))}-13`
  const md5s = parts.map((bytes) => createHash('md5').update(bytes).digest())
  const etag = `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-13`
  expect(completed).toMatchObject({ ETag: `"${etag}"`, ChecksumSHA256: checksum, ChecksumType: 'COMPOSITE' })
  expect(events).toMatchObject([
    {
      Records: [
        {
          eventName: 'ObjectCreated:CompleteMultipartUpload',
          s3: { object: { key: Key, size: 100 * MB, eTag: etag } },
        },
      ],
    },
  ])

  const head = await sdk.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
  expect(head).toMatchObject({
    ContentLength: 100 * MB,
    ContentType: 'video/mp4',
    Metadata: { kind: 'video' },
    ChecksumSHA256: checksum,
    ChecksumType: 'COMPOSITE',
  })
  const got = await sdk.send(new GetObjectCommand({ Bucket, Key }))
  const whole = createHash('sha256')
  for await (const chunk of got.Body as AsyncIterable<Buffer>) whole.update(chunk)
  expect(whole.digest('base64')).toBe(sha256(...parts))

  const copied = await sdk.send(
    new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` }),
  )
  expect(copied.CopyObjectResult).toMatchObject({
    ChecksumSHA256: sha256(...parts),
    ChecksumType: 'FULL_OBJECT',
  })
}, 300_000)

test('a part that is not what its checksum says is refused and not listed; sent again it counts', async () => {
  const { sdk } = await storage()
  const UploadId = await begin(sdk)
  const refused = await putPart(sdk, UploadId, 1, Buffer.from('changed'), sha256(Buffer.from('meant')))
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('BadDigest')])
  expect(await listed(sdk, UploadId)).toEqual([])
  for (const text of ['first', 'meant']) await putPart(sdk, UploadId, 1, Buffer.from(text))
  await complete(sdk, UploadId, await listed(sdk, UploadId))
  const got = await sdk.send(new GetObjectCommand({ Bucket, Key }))
  expect(await got.Body!.transformToString()).toBe('meant')
})

test('a part without the checksum that the upload demands is refused', async () => {
  const { sdk, url } = await storage()
  const UploadId = await begin(sdk)
  const careless = sdkFor(url, { requestChecksumCalculation: 'WHEN_REQUIRED' })
  const part = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'x' })
  await expect(careless.send(part)).rejects.toMatchObject(denied('InvalidRequest', 400))
  expect(await listed(sdk, UploadId)).toEqual([])
})

test('parts survive a restart; what was completed or aborted is no upload any more', async () => {
  const before = await storage()
  const UploadId = await begin(before.sdk)
  await putPart(before.sdk, UploadId, 1, Buffer.from('kept'))
  await before.stop()
  const { sdk } = await storage({ dataDir: before.dataDir })
  const Parts = await listed(sdk, UploadId)
  await complete(sdk, UploadId, Parts)
  await expect(complete(sdk, UploadId, Parts)).rejects.toMatchObject(denied('NoSuchUpload', 404))

  const aborted = await begin(sdk)
  await sdk.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: aborted }))
  await expect(listed(sdk, aborted)).rejects.toMatchObject(denied('NoSuchUpload', 404))
  await expect(
    sdk.send(new ListPartsCommand({ Bucket, Key, UploadId: '../../../s3' })),
  ).rejects.toMatchObject(denied('NoSuchUpload', 404))
})

test.each<[string, (parts: CompletedPart[]) => CompletedPart[], string]>([
  ['a part that was never sent', (parts) => [...parts, { ...parts[1], PartNumber: 3 }], 'InvalidPart'],
  ['another digest', ([one, two]) => [{ ...one, ETag: '"00"' }, two!], 'InvalidPart'],
  ['another checksum', ([one, two]) => [{ ...one, ChecksumSHA256: sha256() }, two!], 'InvalidPart'],
  ['no checksum', ([one, two]) => [{ ...one, ChecksumSHA256: undefined }, two!], 'InvalidRequest'],
  ['another order', ([one, two]) => [two!, one!], 'InvalidPartOrder'],
  ['a small part before the last', (parts) => parts, 'EntityTooSmall'],
])('an upload that is completed with %s is refused, and stays', async (_name, change, code) => {
  const { sdk } = await storage()
  const UploadId = await begin(sdk)
  for (const PartNumber of [1, 2]) await putPart(sdk, UploadId, PartNumber, Buffer.from(`part ${PartNumber}`))
  const parts = await listed(sdk, UploadId)
  await expect(complete(sdk, UploadId, change(parts))).rejects.toMatchObject({ Code: code })
  expect(await listed(sdk, UploadId)).toEqual(parts)
})

test('parts are listed in pages', async () => {
  const { sdk } = await storage()
  const UploadId = await begin(sdk)
  for (const number of [10, 2, 1]) await putPart(sdk, UploadId, number, Buffer.from('x'))
  const page = await sdk.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }))
  expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' })
  const rest = await sdk.send(
    new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: page.NextPartNumberMarker }),
  )
  expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([10])
  expect(rest.IsTruncated).toBe(false)
})
