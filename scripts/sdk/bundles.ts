import { build } from 'esbuild'
import { ENTRIES } from './entries.ts'

/**
 * The modules: one for each entry, and what they share. The domain's rules and the protocol's tables are inside; React and
 * Node's own modules stay outside.
 */
export async function bundleSdk(folder: string): Promise<void> {
  await build({
    entryPoints: ENTRIES.map(({ name, source }) => ({ in: source, out: name })),
    outdir: folder,
    chunkNames: 'shared/[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    external: ['react', 'react/jsx-runtime', 'node:*'],
    sourcemap: true,
    logLevel: 'warning',
  })
}
