import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { readUploadForm } from './s3-form-stream.ts'

const TYPE = 'multipart/form-data; boundary=b'
const part = (name: string, value: string, more = '') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`

async function* pieces(body: Buffer, step: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += step) yield body.subarray(at, at + step)
}

async function read(body: string | Buffer, step = 7, type = TYPE) {
  const { fields, filename, file } = await readUploadForm(pieces(Buffer.from(body), step), type)
  const chunks: Buffer[] = []
  for await (const chunk of file) chunks.push(chunk)
  return { fields: Object.fromEntries(fields), filename, file: Buffer.concat(chunks) }
}

test.each([1, 2, 5, 64, 100_000])('a form is read alike in pieces of %i bytes', async (step) => {
  const bytes = Buffer.concat([randomBytes(300), Buffer.from('\r\n--'), randomBytes(300), Buffer.from('\r')])
  const before = part('Key', 'a/ü') + part('x-empty', '')
  const body = Buffer.concat([
    Buffer.from(`${before}--b\r\ncontent-disposition: form-data; name="file"; filename="50%25%22.png"\r\n`),
    Buffer.from('Content-Type: image/png\r\n\r\n'),
    bytes,
    Buffer.from(`\r\n${part('key', 'other')}--b--\r\n`),
  ])
  expect(await read(body, step)).toEqual({
    fields: { key: 'a/ü', 'x-empty': '' },
    filename: '50%25".png',
    file: bytes,
  })
})

test('an empty file is a file', async () => {
  const form = await read(`${part('key', 'a')}${part('file', '')}--b--`)
  expect(form.file).toHaveLength(0)
})

test.each<[string, string, string]>([
  ['without a file', `${part('key', 'a')}--b--`, 'InvalidArgument'],
  ['with a field twice', part('key', 'a') + part('KEY', 'b') + part('file', ''), 'InvalidArgument'],
  ['cut off in a field', part('key', 'a').slice(0, -2), 'MalformedPOSTRequest'],
  ['cut off in the file', part('key', 'a') + part('file', 'abc'), 'MalformedPOSTRequest'],
  ['with a part of no name', '--b\r\ncontent-type: text/plain\r\n\r\nx\r\n--b--', 'MalformedPOSTRequest'],
  ['of endless fields', part('key', 'a'.repeat(20_001)), 'MaxPostPreDataLengthExceeded'],
  ['that is none', 'x'.repeat(100), 'MalformedPOSTRequest'],
])('a form %s is refused', async (_name, body, code) => {
  await expect(read(body)).rejects.toMatchObject({ code })
})

test('a form needs a boundary', async () => {
  await expect(read(part('file', ''), 9, 'multipart/form-data')).rejects.toMatchObject({
    code: 'MalformedPOSTRequest',
  })
})

test('no more of the file is read than is taken', async () => {
  let read = 0
  async function* endless() {
    yield Buffer.from('--b\r\ncontent-disposition: form-data; name="file"\r\n\r\n')
    for (; ; read++) yield Buffer.alloc(1_000)
  }
  const { file } = await readUploadForm(endless(), TYPE)
  let taken = 0
  for await (const chunk of file) {
    taken += chunk.length
    expect(read * 1_000 - taken).toBeLessThanOrEqual(1_000)
    if (read > 100) break
  }
})
