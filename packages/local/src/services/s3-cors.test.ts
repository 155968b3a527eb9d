import { GetObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { Bucket, put, storage } from './testing/s3-storage.ts'

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
