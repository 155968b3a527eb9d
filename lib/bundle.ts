import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildSync, type Metafile } from 'esbuild'
import { NATIVE } from './native.ts'

const ROOT = join(import.meta.dirname, '..')

export type Bundle = {
  /** One ES module that needs nothing beside it but `natives`: the AWS SDK is in it. */
  code: Uint8Array
  /** Packages that have to lie beside it. */
  natives: (typeof NATIVE)[number][]
  bytes: number
  /** Bytes each source file contributes, by its path from the repository's root. */
  inputs: Record<string, number>
}

/** The entry point of every function, from the repository's root: what has a handler. */
export function entryPoints(): string[] {
  return globSync('lambdas/*.ts', { cwd: ROOT })
    .filter((path) => readFileSync(join(ROOT, path), 'utf8').includes('export const handler'))
    .sort()
}

/**
 * One function's bundle; equal sources give equal bytes. `entry` is one of `entryPoints`. Throws if it is not, and
 * esbuild's error if any of them does not build.
 */
export function bundle(entry: string): Bundle {
  bundles ??= bundleAll()
  const found = bundles.get(entry)
  if (!found) throw new Error(`${entry} is no entry point of a function: it exports no handler`)
  return found
}

let bundles: Map<string, Bundle> | undefined

/** All at once: what they share, the AWS SDK above all, is then read once. */
function bundleAll(): Map<string, Bundle> {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: entryPoints(),
    outdir: ROOT,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: [...NATIVE],
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    // CommonJS dependencies ask for Node's own modules through `require`, which an ES module lacks.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  })
  return new Map(
    outputFiles.map(({ path, contents }) => {
      const output = metafile.outputs[relative(ROOT, path)]!
      return [output.entryPoint!, toBundle(contents, output)]
    }),
  )
}

function toBundle(code: Uint8Array, { inputs, imports }: Metafile['outputs'][string]): Bundle {
  return {
    code,
    natives: NATIVE.filter((name) => imports.some(({ path }) => path === name)),
    bytes: code.byteLength,
    inputs: Object.fromEntries(Object.entries(inputs).map(([path, input]) => [path, input.bytesInOutput])),
  }
}
