import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** How many bytes, minified and compressed, an app's bundle gets by this code, when the package is in this folder. */
export async function measure(folder: string, code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: '.' },
    alias: { '@parley/client': resolve(folder) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: [],
    target: 'es2022',
    external: ['react', 'react/jsx-runtime', 'node:*'],
    write: false,
    logLevel: 'silent',
  })
  return gzipSync(outputFiles[0]!.contents).byteLength
}
