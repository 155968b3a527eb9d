import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Digests, digesting, type Expected } from './s3-digests.ts'

type Headers = Record<string, string>

/** What is kept of an object beside its bytes. */
export type ObjectInfo = {
  size: number
  /** Without quotes. */
  etag: string
  modified: Date
  /** Those it is served with. */
  headers: Headers
  /** SHA-256, base64; of an upload in parts, S3's checksum of their checksums. */
  checksum?: { value: string; type: 'FULL_OBJECT' | 'COMPOSITE' }
}

/** Bytes that came in whole and lie in a file of their own, not yet under any key. */
export type Received = Digests & { file: string }

const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]
const CHECKSUM = 'x-amz-checksum-sha256'
const CHECKSUM_TYPE = 'x-amz-checksum-type'

/** Those of a request's headers or a form's fields that belong to the object. */
export function objectHeaders(headers: Record<string, string | undefined>): Headers {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && (KEPT.includes(name) || name.startsWith('x-amz-meta-')),
  )
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(kept as [string, string][]) }
}

/**
 * Objects in the files that s3rver lists and deletes. An object is there, whole, from the moment its content gets
 * its name, and its metadata is there before; what a kill leaves behind is in `incoming` and goes at the next start.
 */
export class S3Objects {
  readonly #pathOf: (bucket: string, key: string, resource: string) => string
  readonly #incoming: string
  #received = 0

  private constructor(pathOf: S3Objects['pathOf'], incoming: string) {
    this.#pathOf = pathOf
    this.#incoming = incoming
  }

  static async open(pathOf: S3Objects['pathOf'], incoming: string): Promise<S3Objects> {
    await rm(incoming, { recursive: true, force: true })
    await mkdir(incoming, { recursive: true })
    return new S3Objects(pathOf, incoming)
  }

  get pathOf() {
    return this.#pathOf
  }

  /** Takes bytes in. Throws S3's refusal, and keeps nothing, when they are not what was said of them. */
  async receive(source: AsyncIterable<Buffer>, expected: Expected): Promise<Received> {
    const file = this.#temporary('upload')
    const digests = digesting(expected)
    try {
      await pipeline(source, digests.pass, createWriteStream(file))
      return { ...digests.verdict(), file }
    } catch (error) {
      await rm(file, { force: true })
      throw error
    }
  }

  /** Makes received bytes the object of this key. */
  async keep(bucket: string, key: string, file: string, info: Omit<ObjectInfo, 'size' | 'modified'>) {
    const path = this.#pathOf(bucket, key, 'object')
    const { headers, checksum, etag } = info
    const metadata = {
      ...headers,
      ...(checksum && { [CHECKSUM]: checksum.value, [CHECKSUM_TYPE]: checksum.type }),
    }
    await this.replace(this.#pathOf(bucket, key, 'metadata.json'), JSON.stringify(metadata))
    // Without its digest an object is digested again: never an old one beside new content.
    await rm(`${path}.md5`, { force: true })
    await moveInto(file, path)
    await this.replace(`${path}.md5`, etag)
  }

  async find(bucket: string, key: string): Promise<ObjectInfo | undefined> {
    const path = this.#pathOf(bucket, key, 'object')
    const found = await orNothing(stat(path))
    if (!found) return undefined
    const [text, etag] = await Promise.all([
      orNothing(readFile(this.#pathOf(bucket, key, 'metadata.json'), 'utf8')),
      orNothing(readFile(`${path}.md5`, 'utf8')),
    ])
    const { [CHECKSUM]: value, [CHECKSUM_TYPE]: type, ...headers } = JSON.parse(text ?? '{}') as Headers
    return {
      size: found.size,
      etag: etag || (await this.#digest(path)),
      modified: found.mtime,
      headers,
      ...(value && { checksum: { value, type: type === 'COMPOSITE' ? type : 'FULL_OBJECT' } }),
    }
  }

  /** Its bytes from `start` to `end`, both included. */
  read(bucket: string, key: string, range: { start?: number; end?: number } = {}): Readable {
    return createReadStream(this.#pathOf(bucket, key, 'object'), range)
  }

  /** s3rver's own would take a folder with it into which somebody is just writing. */
  async remove(bucket: string, key: string): Promise<void> {
    const path = this.#pathOf(bucket, key, 'object')
    for (const file of [path, `${path}.md5`, this.#pathOf(bucket, key, 'metadata.json')])
      await rm(file, { force: true })
    const bottom = dirname(this.#pathOf(bucket, '', 'object'))
    for (let folder = dirname(path); folder !== bottom; folder = dirname(folder)) {
      const gone = await rmdir(folder).then(
        () => true,
        () => false,
      )
      if (!gone) return
    }
  }

  /** Writes a small file whole, in the place of the one that is there. */
  async replace(path: string, text: string): Promise<void> {
    const file = this.#temporary('new')
    await writeFile(file, text)
    await moveInto(file, path)
  }

  #temporary(kind: string): string {
    return join(this.#incoming, `${++this.#received}.${kind}`)
  }

  async #digest(path: string): Promise<string> {
    const digests = digesting({})
    for await (const _ of digests.pass(createReadStream(path))) {
    }
    return digests.verdict().md5
  }
}

/** Again when the folder is removed as an empty one in between. */
async function moveInto(file: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(path), { recursive: true })
    try {
      return await rename(file, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 10) throw error
    }
  }
}

async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
