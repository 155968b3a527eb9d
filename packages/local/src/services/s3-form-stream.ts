import { S3Refusal } from './s3-refusal.ts'

/** What comes before the file, as S3 limits it. */
const FIELDS_BYTES_MAX = 20_000

export type UploadForm = {
  /** By lower-case name, in the order of the form. */
  fields: Map<string, string>
  /** What the sender calls the file; empty if it says nothing. */
  filename: string
  /** The file's bytes as they come in. What follows it in the form is not read: S3 leaves it out. */
  file: AsyncIterable<Buffer>
}

/**
 * Reads an upload form (`multipart/form-data`) up to its file, which is then read in pieces:
 * no more of the form is in memory than a chunk or two. Throws S3's refusal.
 */
export async function readUploadForm(body: AsyncIterator<Buffer>, contentType: string): Promise<UploadForm> {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const delimiter = Buffer.from(`\r\n--${quoted ?? plain ?? ''}`)
  const reader = new Reader(body)
  const fields = new Map<string, string>()
  if (quoted === undefined && plain === undefined) throw malformed()
  await reader.until(delimiter)
  while (!(await reader.isEnd())) {
    const { name, filename } = partOf(await reader.until(Buffer.from('\r\n\r\n')))
    if (name === 'file') return { fields, filename, file: reader.file(delimiter) }
    if (fields.has(name)) throw new S3Refusal('InvalidArgument', `POST requires one value of ${name}.`)
    fields.set(name, await reader.until(delimiter))
  }
  throw new S3Refusal('InvalidArgument', 'POST requires exactly one file upload per request.')
}

function partOf(headers: string): { name: string; filename: string } {
  const [, disposition] = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(headers) ?? []
  const parameter = (name: string) =>
    new RegExp(`(?:^|[;\\s])${name}="([^"]*)"`, 'i').exec(disposition ?? '')?.[1]
  const name = parameter('name')
  if (name === undefined) throw malformed()
  return { name: unescaped(name).toLowerCase(), filename: unescaped(parameter('filename') ?? '') }
}

/** As browsers write names: of all characters, they escape those that would end them. */
const unescaped = (text: string) => text.replace(/%(22|0D|0A)/gi, (sequence) => decodeURIComponent(sequence))

const malformed = () =>
  new S3Refusal(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  )

class Reader {
  readonly #body: AsyncIterator<Buffer>
  /** The first delimiter needs no line before it. */
  #buffer = Buffer.from('\r\n')
  #taken = 0

  constructor(body: AsyncIterator<Buffer>) {
    this.#body = body
  }

  /** The text up to `mark`, which is taken too. */
  async until(mark: Buffer): Promise<string> {
    let at = this.#buffer.indexOf(mark)
    while (at < 0) {
      if (this.#taken + this.#buffer.length > FIELDS_BYTES_MAX + mark.length) throw tooLong()
      await this.#more()
      at = this.#buffer.indexOf(mark)
    }
    const text = this.#buffer.subarray(0, at).toString()
    this.#buffer = this.#buffer.subarray(at + mark.length)
    this.#taken += at + mark.length
    if (this.#taken > FIELDS_BYTES_MAX) throw tooLong()
    return text
  }

  /** Whether the form ends behind the delimiter that was just taken. */
  async isEnd(): Promise<boolean> {
    while (this.#buffer.length < 2) await this.#more()
    return this.#buffer.subarray(0, 2).toString() === '--'
  }

  async *file(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#buffer.indexOf(delimiter)
      if (at >= 0) {
        if (at > 0) yield this.#buffer.subarray(0, at)
        return
      }
      // The delimiter may have begun in the last bytes.
      const whole = Math.max(0, this.#buffer.length - delimiter.length + 1)
      if (whole > 0) yield this.#buffer.subarray(0, whole)
      this.#buffer = this.#buffer.subarray(whole)
      await this.#more()
    }
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#body.next()
    if (done) throw malformed()
    this.#buffer = Buffer.concat([this.#buffer, value])
  }
}

const tooLong = () =>
  new S3Refusal(
    'MaxPostPreDataLengthExceeded',
    'Your POST request fields preceding the upload file were too large.',
  )
