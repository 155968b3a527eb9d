import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Expected } from './s3-digests.ts'
import type { ObjectInfo, Received, S3Objects } from './s3-objects.ts'
import { S3Refusal } from './s3-refusal.ts'

/** An upload in parts, as it was begun. */
export type Upload = {
  id: string
  bucket: string
  key: string
  headers: Record<string, string>
  /** Every part must bring its SHA-256. */
  checksums: boolean
}

export type Part = { number: number; size: number; etag: string; sha256?: string; modified: string }

/** A part as the sender lists it at the end. */
export type ListedPart = { number: number; etag: string; sha256?: string | undefined }

const PART_BYTES_MIN = 5 * 1024 * 1024

/**
 * Uploads under way: a folder each, with `upload.json`, and for each part its bytes and a JSON that names the file
 * they are in. A part is there, whole, from the moment its JSON is; a second one under the same number replaces it.
 */
export class S3Uploads {
  readonly #directory: string
  readonly #objects: S3Objects

  constructor(directory: string, objects: S3Objects) {
    this.#directory = directory
    this.#objects = objects
  }

  async begin(upload: Omit<Upload, 'id'>): Promise<Upload> {
    const begun = { ...upload, id: randomBytes(16).toString('hex') }
    await this.#objects.replace(this.#file(begun, 'upload.json'), JSON.stringify(begun))
    return begun
  }

  /** Throws S3's refusal unless this key's upload is under way. */
  async find(bucket: string, key: string, id: string): Promise<Upload> {
    const text = /^[0-9a-f]{32}$/.test(id) && (await this.#read({ id }, 'upload.json'))
    const upload = text ? (JSON.parse(text) as Upload) : undefined
    if (upload && upload.bucket === bucket && upload.key === key) return upload
    throw new S3Refusal(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    )
  }

  async put(upload: Upload, number: number, body: AsyncIterable<Buffer>, expected: Expected): Promise<Part> {
    if (upload.checksums && expected.sha256 === undefined && !expected.computed)
      throw new S3Refusal(
        'InvalidRequest',
        'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null',
      )
    const { file, size, md5, sha256 } = await this.#objects.receive(body, expected)
    const before = await this.#part(upload, number)
    const bytes = `${number}.${randomBytes(8).toString('hex')}`
    const modified = new Date().toISOString()
    const part: Part = { number, size, etag: md5, ...(sha256 && { sha256 }), modified }
    await rename(file, this.#file(upload, bytes))
    await this.#objects.replace(this.#file(upload, `${number}.json`), JSON.stringify({ ...part, bytes }))
    if (before) await rm(this.#file(upload, before.bytes), { force: true })
    return part
  }

  /** In order of their numbers. */
  async parts(upload: Upload): Promise<Part[]> {
    const names = await readdir(join(this.#directory, upload.id))
    const numbers = names.flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number)
    const parts = await Promise.all(numbers.map((number) => this.#part(upload, number)))
    return parts.filter((part) => part !== undefined).sort((a, b) => a.number - b.number)
  }

  /**
   * Puts the listed parts together. The upload stays until `end`: a kill before that leaves it to be completed again.
   * Throws S3's refusal for parts that are not there or not as listed.
   */
  async join(
    upload: Upload,
    listed: ListedPart[],
  ): Promise<Received & { info: Omit<ObjectInfo, 'size' | 'modified'> }> {
    const parts = await Promise.all(listed.map(({ number }) => this.#part(upload, number)))
    const chosen = chooseParts(upload, listed, parts)
    refuseSmall(chosen)
    const files = chosen.map(({ bytes }) => this.#file(upload, bytes))
    const received = await this.#objects.receive(concatenated(files), {})
    const etags = Buffer.concat(chosen.map(({ etag }) => Buffer.from(etag, 'hex')))
    const etag = `${createHash('md5').update(etags).digest('hex')}-${chosen.length}`
    const checksum = upload.checksums && { value: checksumOfChecksums(chosen), type: 'COMPOSITE' as const }
    return { ...received, info: { etag, headers: upload.headers, ...(checksum && { checksum }) } }
  }

  /** Forgets the upload and its parts. */
  async end(upload: Upload): Promise<void> {
    await rm(this.#file(upload, 'upload.json'), { force: true })
    await rm(join(this.#directory, upload.id), { recursive: true, force: true })
  }

  async #part(upload: Upload, number: number): Promise<(Part & { bytes: string }) | undefined> {
    const text = await this.#read(upload, `${number}.json`)
    return text === undefined ? undefined : JSON.parse(text)
  }

  #file({ id }: { id: string }, name: string): string {
    return join(this.#directory, id, name)
  }

  async #read(upload: { id: string }, name: string): Promise<string | undefined> {
    return readFile(this.#file(upload, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
  }
}

function chooseParts<P extends Part>(upload: Upload, listed: ListedPart[], parts: (P | undefined)[]): P[] {
  return listed.map((named, i) => {
    const part = parts[i]
    if (i > 0 && named.number <= listed[i - 1]!.number)
      throw new S3Refusal('InvalidPartOrder', 'The list of parts was not in ascending order.')
    if (upload.checksums && named.sha256 === undefined)
      throw new S3Refusal(
        'InvalidRequest',
        'The upload was created using a sha256 checksum. The complete request must include the checksum for ' +
          `each part. It was missing for part ${named.number} in the request.`,
      )
    const differs = named.sha256 !== undefined && named.sha256 !== part?.sha256
    if (!part || part.etag !== named.etag || differs)
      throw new S3Refusal(
        'InvalidPart',
        'One or more of the specified parts could not be found. The part may not have been uploaded, ' +
          "or the specified entity tag may not match the part's entity tag.",
      )
    return part
  })
}

function refuseSmall(parts: Part[]): void {
  const small = parts.slice(0, -1).find(({ size }) => size < PART_BYTES_MIN)
  if (!small) return
  throw new S3Refusal('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: small.size,
    MinSizeAllowed: PART_BYTES_MIN,
    PartNumber: small.number,
  })
}

function checksumOfChecksums(parts: Part[]): string {
  const checksums = Buffer.concat(parts.map(({ sha256 }) => Buffer.from(sha256!, 'base64')))
  return `${createHash('sha256').update(checksums).digest('base64')}-${parts.length}`
}

async function* concatenated(files: string[]): AsyncGenerator<Buffer> {
  for (const file of files) yield* createReadStream(file) as AsyncIterable<Buffer>
}
