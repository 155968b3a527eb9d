import { createHash, type Hash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { S3Refusal } from './s3-refusal.ts'

/**
 * Decodes the `aws-chunked` body in which SDKs send streams: `size[;extension] CRLF data CRLF … 0 CRLF trailers CRLF`.
 * Of trailing checksums SHA-256 is verified, the others are dropped.
 */
export class ChunkedDecoder extends Transform {
  readonly #expected: number
  #buffer = Buffer.alloc(0)
  #left = 0
  #decoded = 0
  #phase: 'size' | 'data' | 'data-end' | 'trailers' = 'size'
  readonly #sha256: Hash | undefined

  /**
   * @param expected bytes that the decoded body must have (`x-amz-decoded-content-length`)
   * @param trailer the `x-amz-trailer` header: what comes behind the body
   */
  constructor(expected: number, trailer = '') {
    super()
    this.#expected = expected
    this.#sha256 = promisesChecksum(trailer) ? createHash('sha256') : undefined
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk])
    try {
      while (this.#step()) {}
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    const isWhole = this.#phase === 'trailers' && this.#decoded === this.#expected
    done(isWhole ? this.#falseChecksum() : incomplete())
  }

  #falseChecksum(): Error | null {
    const [, promised] = /^x-amz-checksum-sha256:\s*(\S+)/im.exec(this.#buffer.toString('latin1')) ?? []
    if (!this.#sha256 || promised === this.#sha256.digest('base64')) return null
    return new S3Refusal('BadDigest', 'The SHA256 you specified did not match the calculated checksum.')
  }

  /** Takes one part off the buffer; `false` when it needs more bytes. */
  #step(): boolean {
    if (this.#phase === 'trailers') {
      this.#buffer = this.#buffer.subarray(0, TRAILERS_BYTES_MAX)
      return false
    }
    return this.#phase === 'data' ? this.#takeData() : this.#takeLine()
  }

  #takeData(): boolean {
    const data = this.#buffer.subarray(0, this.#left)
    this.#buffer = this.#buffer.subarray(data.length)
    this.#left -= data.length
    this.#decoded += data.length
    if (data.length > 0) this.push(data)
    this.#sha256?.update(data)
    if (this.#left === 0) this.#phase = 'data-end'
    return this.#left === 0
  }

  #takeLine(): boolean {
    const end = this.#buffer.indexOf('\r\n')
    if (end < 0) return false
    const line = this.#buffer.subarray(0, end).toString('latin1')
    this.#buffer = this.#buffer.subarray(end + 2)
    if (this.#phase === 'data-end') {
      if (line !== '') throw incomplete()
      this.#phase = 'size'
      return true
    }
    const size = /^[0-9a-f]{1,8}(?=;|$)/i.exec(line)?.[0]
    if (size === undefined) throw incomplete()
    this.#left = Number.parseInt(size, 16)
    this.#phase = this.#left === 0 ? 'trailers' : 'data'
    return true
  }
}

/** Whether a body's trailers bring its SHA-256. */
export const promisesChecksum = (trailer: string | undefined) =>
  trailer?.toLowerCase().includes('x-amz-checksum-sha256') ?? false

const TRAILERS_BYTES_MAX = 4_096

const incomplete = () => new S3Refusal('IncompleteBody', 'The request body terminated unexpectedly')
