/** Holds bundles to their budgets: the SDK is every page's download, a function's code is part of its cold start. */
import { globSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'
import { bundle } from '../lib/bundle.ts'

const KB = 1024
const SDK_BUDGET = 30 * KB
const FUNCTION_BUDGET = 1024 * KB

let failed = false
hold('packages/client, gzip', gzipSync(sdk()).byteLength, SDK_BUDGET)
for (const entry of functions()) hold(entry, bundle(entry).bytes, FUNCTION_BUDGET)
process.exitCode = failed ? 1 : 0

function hold(name: string, bytes: number, budget: number): void {
  const over = bytes > budget
  failed ||= over
  const line = `${name}: ${(bytes / KB).toFixed(1)} KB of ${budget / KB} KB`
  if (over) console.error(`${line}: over its budget`)
  else console.log(line)
}

/** The SDK as a page would bundle it. */
function sdk(): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: ['packages/client/src/index.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]!.contents
}

function functions(): string[] {
  return globSync('lambdas/*.ts')
    .filter((path) => readFileSync(path, 'utf8').includes('export const handler'))
    .sort()
}
