import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { localCredentials } from '../json-api.ts'
import { Bucket, denied, put, sdkFor, storage, textOf } from './testing/s3-storage.ts'

test('who signs with other credentials, or not at all, is refused', async () => {
  const { url, sdk } = await storage()
  await sdk.send(put('a', 'secret'))
  const other = sdkFor(url, { credentials: { ...localCredentials, secretAccessKey: 'guess' } })
  await expect(textOf(other, 'a')).rejects.toMatchObject(denied('SignatureDoesNotMatch', 403))
  const stranger = sdkFor(url, { credentials: { accessKeyId: 'stranger', secretAccessKey: 'local' } })
  await expect(textOf(stranger, 'a')).rejects.toMatchObject(denied('InvalidAccessKeyId', 403))
  for (const method of ['GET', 'PUT', 'DELETE', 'POST']) {
    const response = await fetch(`${url}/${Bucket}/a`, { method })
    expect([response.status, (await response.text()).includes('secret')]).toEqual([403, false])
  }
})

test('a request signed an hour ago is refused', async () => {
  const { url } = await storage()
  const late = sdkFor(url, { systemClockOffset: -3_600_000 })
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
