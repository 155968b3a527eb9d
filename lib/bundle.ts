import { join } from 'node:path'
import { buildSync } from 'esbuild'
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

/**
 * Bundles one function's entry point; equal sources give equal bytes.
 * `entry` is relative to the repository's root. Throws esbuild's error if it does not build.
 */
export function bundle(entry: string): Bundle {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: 'index.mjs',
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
  const code = outputFiles[0]!.contents
  const { inputs, imports } = Object.values(metafile.outputs)[0]!
  return {
    code,
    natives: NATIVE.filter((name) => imports.some(({ path }) => path === name)),
    bytes: code.byteLength,
    inputs: Object.fromEntries(Object.entries(inputs).map(([path, input]) => [path, input.bytesInOutput])),
  }
}
