import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { ENTRIES } from './entries.ts'

const IMPORTED = /(\b(?:from|import)\s*\(?\s*)'([^']+)'/g

/**
 * The declarations that a user of the package can reach, the domain's and the protocol's among them, in `types/`; and the
 * sources that their maps lead to, in `src/`. What is only the SDK's own business is left out.
 */
export async function declareSdk(folder: string): Promise<void> {
  mkdirSync('.parley', { recursive: true })
  const scratch = resolve(mkdtempSync('.parley/declarations-'))
  try {
    compile(scratch)
    const entries = ENTRIES.map(({ source }) => emitted(source))
    for (const path of reachable(scratch, entries)) write(scratch, path, folder)
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function compile(outDir: string): void {
  const config = join(outDir, 'tsconfig.json')
  const compilerOptions = {
    noEmit: false,
    emitDeclarationOnly: true,
    declaration: true,
    declarationMap: true,
    rootDir: resolve('packages'),
    outDir,
    // Not by way of node_modules, where workspaces are linked: of what is found there nothing is written.
    paths: Object.fromEntries(['domain', 'protocol'].flatMap(pathsOf)),
  }
  const files = ENTRIES.map(({ source }) => resolve(source))
  const options = { extends: resolve('tsconfig.json'), compilerOptions, files, include: [], exclude: [] }
  writeFileSync(config, JSON.stringify(options))
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', config], {
    encoding: 'utf8',
  })
  if (tsc.status !== 0) throw new Error(`The declarations cannot be made:\n${tsc.stdout}${tsc.stderr}`)
}

function pathsOf(workspace: string): [string, string[]][] {
  return Object.entries(exportsOf(workspace)).map(([subpath, source]) => [
    join('@parley', workspace, subpath),
    [resolve(source)],
  ])
}

/** Where the compiler puts what it makes of a source: `client/src/index.d.ts`. */
function emitted(source: string): string {
  return source.replace(/^packages\//, '').replace(/\.tsx?$/, '.d.ts')
}

function reachable(scratch: string, entries: readonly string[]): string[] {
  const found = new Set(entries)
  for (const path of found) {
    const text = readFileSync(join(scratch, path), 'utf8')
    for (const [, , specifier] of text.matchAll(IMPORTED)) {
      const target = targetOf(path, specifier!)
      if (target) found.add(target)
    }
  }
  return [...found]
}

/** The declarations that a specifier means; undefined for a package of the registry. */
function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return emitted(join(dirname(path), specifier))
  const [, workspace, subpath] = /^@parley\/(\w+)(?:\/(\w+))?$/.exec(specifier) ?? []
  if (!workspace) return undefined
  return emitted(exportsOf(workspace)[subpath ? `./${subpath}` : '.']!)
}

/** The sources that a workspace shows, by subpath. */
function exportsOf(workspace: string): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(`packages/${workspace}/package.json`, 'utf8'))
  const shown = Object.entries<string>(exports)
  return Object.fromEntries(shown.map(([subpath, source]) => [subpath, join('packages', workspace, source)]))
}

function write(scratch: string, path: string, folder: string): void {
  const to = join(folder, 'types', published(path))
  mkdirSync(dirname(to), { recursive: true })
  const text = readFileSync(join(scratch, path), 'utf8').replaceAll(IMPORTED, (all, keyword, specifier) => {
    const target = targetOf(path, specifier)
    return target ? `${keyword}'${specifierOf(path, target)}'` : all
  })
  writeFileSync(to, text)

  const map = JSON.parse(readFileSync(join(scratch, `${path}.map`), 'utf8'))
  const source = resolve(scratch, dirname(path), map.sources[0])
  const copy = join(folder, 'src', published(relative(resolve('packages'), source)))
  mkdirSync(dirname(copy), { recursive: true })
  copyFileSync(source, copy)
  writeFileSync(`${to}.map`, JSON.stringify({ ...map, sources: [relative(dirname(to), copy)] }))
}

/** Without the folder that is only ours: `client/src/index.d.ts` is `client/index.d.ts`. */
function published(path: string): string {
  return path.replace('/src/', '/')
}

function specifierOf(from: string, target: string): string {
  const path = relative(dirname(published(from)), published(target)).replace(/\.d\.ts$/, '.js')
  return path.startsWith('.') ? path : `./${path}`
}
