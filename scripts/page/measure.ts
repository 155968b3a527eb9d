import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage } from '../../lib/page-build.ts'

type Chunk = { readonly file: string; readonly css?: readonly string[]; readonly imports?: readonly string[] }

/** How many bytes of the page, compressed, a browser fetches for each step on its way in. */
export type PageSizes = {
  /** Until somebody can sign in. */
  readonly first: number
  /** Beside that, until the conversations are there. */
  readonly home: number
  /** Beside those, when nobody waits any more. */
  readonly later: number
}

/** Builds the page into a folder and weighs it. */
export function measurePage(folder: string): PageSizes {
  buildPage(folder)
  const chunks = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >
  const [first, home, later] = ['index.html', 'src/home.tsx', 'src/apart/parts.ts'].map((name) =>
    filesOf(chunks, name),
  ) as [Set<string>, Set<string>, Set<string>]
  first.add('index.html')
  const weigh = (files: Set<string>, without: readonly Set<string>[] = []) =>
    [...files]
      .filter((file) => !without.some((others) => others.has(file)))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).byteLength, 0)
  return { first: weigh(first), home: weigh(home, [first]), later: weigh(later, [first, home]) }
}

/** The files of an entry and of all that it imports. */
function filesOf(chunks: Record<string, Chunk>, name: string, found = new Set<string>()): Set<string> {
  const chunk = chunks[name]
  if (!chunk) throw new Error(`the page has no ${name}`)
  if (found.has(chunk.file)) return found
  for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file)
  for (const each of chunk.imports ?? []) filesOf(chunks, each, found)
  return found
}
