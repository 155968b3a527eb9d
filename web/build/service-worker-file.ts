import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import type { Plugin } from 'vite'

const SOURCE = join(import.meta.dirname, '../src/worker/service-worker.ts')
/** Not for the page itself: maps and lists are for who looks into it, pictures for the system that installs it. */
const LEFT_OUT = /\.(map|png)$|^\./

/** Writes `sw.js` beside the page: the worker, with a list of all that has been built. */
export function serviceWorkerFile(): Plugin {
  let publicDir = ''
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const files: Record<string, string> = {}
        for (const name of readdirSync(publicDir))
          files[name] = integrity(readFileSync(join(publicDir, name)))
        for (const file of Object.values(bundle)) {
          files[file.fileName] = integrity(file.type === 'chunk' ? file.code : file.source)
        }
        const kept = Object.entries(files).filter(([name]) => !LEFT_OUT.test(name))
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: worker(Object.fromEntries(kept.sort())) })
      },
    },
  }
}

function worker(files: Record<string, string>): string {
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12)
  const { outputFiles } = buildSync({
    entryPoints: [SOURCE],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { FILES: JSON.stringify(files), VERSION: JSON.stringify(version) },
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}

function integrity(bytes: string | Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`
}
