import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Coding, codingFor, encode, isCompressible } from './content-coding.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Vite's names for what it has built, with a hash of what is in them: such a file never changes. */
const HASHED = /[/\\]assets[/\\][^/\\]+-[\w-]{8}\.[a-z0-9]+(\.map)?$/

/** A file as it is answered: its bytes in the coding asked for, and what to say of them. */
export type Served = { readonly body: Buffer; readonly headers: Record<string, string> }

type Kept = { readonly stamp: string; readonly body: Buffer; readonly etag: string }

/** The files of a site as CDNs serve them: compressed where that helps, each with a tag, those with a hash in their name for good. */
export class StaticFiles {
  readonly #kept = new Map<string, Kept>()

  /** Undefined if there is no such regular file. */
  async read(path: string, accepted: string | undefined): Promise<Served | undefined> {
    const found = await stat(path).catch(() => undefined)
    if (!found?.isFile()) return undefined
    const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream'
    const varies = isCompressible(type, found.size)
    const coding = varies ? codingFor(accepted) : 'identity'
    const { body, etag } = await this.#encoded(path, `${found.mtimeMs} ${found.size}`, coding)
    return {
      body,
      headers: {
        'content-type': type,
        etag,
        ...(varies && { vary: 'accept-encoding' }),
        ...(coding !== 'identity' && { 'content-encoding': coding }),
        ...(HASHED.test(path) && { 'cache-control': 'public, max-age=31536000, immutable' }),
      },
    }
  }

  /** Compressed once, until the file is another. */
  async #encoded(path: string, stamp: string, coding: Coding): Promise<Kept> {
    const key = `${coding} ${path}`
    const kept = this.#kept.get(key)
    if (kept?.stamp === stamp) return kept
    const bytes = await readFile(path)
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    const made = { stamp, body: await encode(bytes, coding), etag: `"${hash}-${coding}"` }
    this.#kept.set(key, made)
    return made
  }
}
