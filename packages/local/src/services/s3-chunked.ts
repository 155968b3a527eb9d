import { Transform, type TransformCallback } from 'node:stream'
import { S3Refusal } from './s3-refusal.ts'

/**
 * Decodes the `aws-chunked` body in which SDKs send streams, trailing checksums dropped:
 * `size[;extension] CRLF data CRLF … 0 CRLF trailers CRLF`.
 */
export class ChunkedDecoder extends Transform {
  readonly #expected: number
  #buffer = Buffer.alloc(0)
  #left = 0
  #decoded = 0
  #phase: 'size' | 'data' | 'data-end' | 'trailers' = 'size'

  /** @param expected bytes that the decoded body must have (`x-amz-decoded-content-length`) */
  constructor(expected: number) {
    super()
    this.#expected = expected
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
    done(isWhole ? null : incomplete())
  }

  /** Takes one part off the buffer; `false` when it needs more bytes. */
  #step(): boolean {
    if (this.#phase === 'trailers') {
      this.#buffer = Buffer.alloc(0)
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

const incomplete = () => new S3Refusal('IncompleteBody', 'The request body terminated unexpectedly')
