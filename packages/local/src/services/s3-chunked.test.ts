import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { ChunkedDecoder } from './s3-chunked.ts'

async function decode(text: string, expected: number, step = 1_000): Promise<string> {
  const bytes = Buffer.from(text, 'latin1')
  const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) =>
    bytes.subarray(i * step, (i + 1) * step),
  )
  const out: Buffer[] = []
  await pipeline(Readable.from(pieces), new ChunkedDecoder(expected), async (source) => {
    for await (const chunk of source as AsyncIterable<Buffer>) out.push(chunk)
  })
  return Buffer.concat(out).toString('latin1')
}

const BODY =
  '5\r\nhe\r\no\r\nA;chunk-signature=ff\r\n world!!!!\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'

test.each([1, 2, 7, 1_000])('chunks are joined, fed %i bytes at a time', async (step) => {
  expect(await decode(BODY, 15, step)).toBe('he\r\no world!!!!')
})

test.each([
  ['shorter than promised', BODY, 16],
  ['longer than promised', BODY, 14],
  ['cut off in a chunk', BODY.slice(0, 6), 5],
  ['cut off between chunks', BODY.slice(0, 10), 5],
  ['without a size', 'x\r\nhello\r\n0\r\n\r\n', 5],
  ['with a wrong size', '4\r\nhello\r\n0\r\n\r\n', 4],
  ['empty', '', 0],
])('a body that is %s is incomplete', async (_name, text, expected) => {
  await expect(decode(text, expected)).rejects.toMatchObject({ code: 'IncompleteBody' })
})

const withTrailer = (sum: string) => `5\r\nhello\r\n0\r\nx-amz-checksum-sha256:${sum}\r\n\r\n`

test.each([
  ['the right', 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=', 'hello'],
  ['another', 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCA=', 'BadDigest'],
  ['no', '', 'BadDigest'],
])('a body with %s checksum behind it', async (_name, sum, outcome) => {
  const decoder = new ChunkedDecoder(5, 'x-amz-checksum-sha256')
  const decoded = pipeline(Readable.from([Buffer.from(withTrailer(sum))]), decoder, text)
  expect(await decoded.catch((error: { code: string }) => error.code)).toBe(outcome)
})
