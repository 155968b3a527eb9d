import { createVerify, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { signedForCloudFront } from './media-address.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const DOWNLOADS = { domain: 'files.example.com', keyPair: 'K1', secret: 'parley/downloads' }
const SERVED = { type: 'image/png', disposition: `inline; filename="a b.png"; filename*=UTF-8''a%20b.png` }

/** What CloudFront holds the signature of an address against: its canned policy. */
function isSigned(address: string): boolean {
  const { searchParams } = new URL(address)
  const [resource] = address.split('&Expires=')
  const expires = Number(searchParams.get('Expires'))
  const policy = { Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': expires } } }
  const signature = searchParams.get('Signature') ?? ''
  const bytes = signature.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/')
  const verify = createVerify('RSA-SHA1').update(JSON.stringify({ Statement: [policy] }))
  return verify.verify(publicKey, bytes, 'base64')
}

test('an address at CloudFront is signed whole: the object, as what it is served, and until when', async () => {
  const address = await signedForCloudFront(DOWNLOADS, async () => PEM)('original/x', SERVED, 900)
  const { host, pathname, searchParams } = new URL(address)
  expect([host, pathname, searchParams.get('Key-Pair-Id')]).toEqual([
    'files.example.com',
    '/original/x',
    'K1',
  ])
  expect(searchParams.get('response-content-type')).toBe(SERVED.type)
  expect(searchParams.get('response-content-disposition')).toBe(SERVED.disposition)
  expect(isSigned(address)).toBe(true)
  expect(isSigned(address.replace('image%2Fpng', 'text%2Fhtml'))).toBe(false)
  expect(isSigned(address.replace('original/x', 'original/y'))).toBe(false)
})

test('the key is read once, by its name; a failure to read it is not remembered', async () => {
  const asked: string[] = []
  const address = signedForCloudFront(DOWNLOADS, async (secret) => {
    asked.push(secret)
    if (asked.length === 1) throw new Error('away')
    return PEM
  })
  await expect(address('original/x', SERVED, 900)).rejects.toThrow('away')
  await Promise.all([address('original/x', SERVED, 900), address('original/y', SERVED, 900)])
  expect(asked).toEqual(['parley/downloads', 'parley/downloads'])
})
