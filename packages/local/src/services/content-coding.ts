import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const coders = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
}

/** How a body is written on the wire; `identity` is as it is. */
export type Coding = keyof typeof coders | 'identity'

/** What CloudFront compresses: text, of more than a packet and not too long to be done while somebody waits. */
const TYPES = /^(text\/|application\/(json|manifest\+json|wasm|javascript|xml)|image\/svg\+xml)/
const BYTES = { from: 1_000, to: 10_000_000 }

/** Whether a body of this type and size is ever compressed. */
export function isCompressible(type: string, bytes: number): boolean {
  return TYPES.test(type) && bytes >= BYTES.from && bytes <= BYTES.to
}

/** The best coding of those that a request's `accept-encoding` lets in. */
export function codingFor(accepted = ''): Coding {
  const refused = /;\s*q=0(\.0*)?$/
  const names = accepted
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => !refused.test(each))
    .map((each) => each.split(';')[0]!.trim())
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : 'identity'
}

/** The body in a coding. */
export async function encode(bytes: Buffer, coding: Coding): Promise<Buffer> {
  return coding === 'identity' ? bytes : coders[coding](bytes)
}
