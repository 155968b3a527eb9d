import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { deployedFiles, digestOf, inFolder } from './synthesise.ts'

const NO_ACCOUNT = { AWS_ACCESS_KEY_ID: '', AWS_PROFILE: '', AWS_REGION: '', CDK_DEFAULT_ACCOUNT: '' }

test('two syntheses of one source are the same to the byte, and need no account', () => {
  const first = inFolder((outdir) => synth(outdir))
  expect(Object.keys(first).filter((name) => /^[^/]+\/index\.mjs$/.test(name))).toHaveLength(14)
  expect(inFolder((outdir) => synth(outdir))).toEqual(first)
})

test('the app makes the same template whether the CDK command runs it or not', () => {
  const byCommand = inFolder((outdir) => {
    const cdk = ['synth', '--quiet', '--no-notices', '--context', 'web=off', '--output', outdir]
    run('node_modules/aws-cdk/bin/cdk', cdk)
    return digests(outdir)
  })
  const withoutPage = { CDK_CONTEXT_JSON: JSON.stringify({ web: 'off' }) }
  expect(byCommand).toEqual(inFolder((outdir) => synth(outdir, withoutPage)))
})

function synth(outdir: string, env: Record<string, string> = {}): Record<string, string> {
  run('bin/chat.ts', [], { CDK_OUTDIR: outdir, ...env })
  return digests(outdir)
}

function digests(outdir: string): Record<string, string> {
  const files = Object.entries(deployedFiles(outdir))
  return Object.fromEntries(
    files.map(([name, content]) => [name, name.endsWith('.mjs') ? digestOf(content) : content]),
  )
}

function run(script: string, args: string[], env: Record<string, string> = {}): void {
  execFileSync(process.execPath, [script, ...args], {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, ...NO_ACCOUNT, ...env },
    stdio: 'pipe',
  })
}
