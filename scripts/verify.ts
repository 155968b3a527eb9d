/**
 * `npm run verify`: everything a change must pass, each step once, all findings in one run.
 * `--static` leaves out the tests.
 */
import { run } from './steps.ts'

const STATIC: Record<string, string[]> = {
  types: ['node_modules/typescript/bin/tsc'],
  'lint and format': ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  layers: ['scripts/layers.ts'],
  'dead code': ['node_modules/knip/bin/knip.js', '--no-progress'],
  documents: ['scripts/documents.ts', '--check'],
  'published SDK': ['scripts/sdk-package.ts'],
  'bundle sizes': ['scripts/sizes.ts'],
}
const TESTS = { tests: ['node_modules/vitest/vitest.mjs', 'run'] }

const steps = process.argv.includes('--static') ? STATIC : { ...STATIC, ...TESTS }
const failed: string[] = []
for (const [name, args] of Object.entries(steps)) {
  const started = performance.now()
  const { code, output } = await run(args)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`)
  if (code !== 0) failed.push(name)
  if (code !== 0 || name === 'tests') console.log(output.trimEnd())
}
console.log(failed.length === 0 ? 'verify: everything holds' : `verify: failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
