import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { deployedFiles, digestOf, inFolder } from './synthesise.ts'

const NO_ACCOUNT = { AWS_ACCESS_KEY_ID: '', AWS_PROFILE: '', AWS_REGION: '', CDK_DEFAULT_ACCOUNT: '' }

test('one source makes one template, to the byte, without an account; whether the CDK command runs the app or not', () => {
  const first = inFolder(synth)
  expect(Object.keys(first).filter((name) => /^[^/]+\/index\.mjs$/.test(name))).toHaveLength(14)
  expect(inFolder(synth)).toEqual(first)
  expect(inFolder(synthByCommand)).toEqual(first)
})

function synth(outdir: string): Record<string, string> {
  run('bin/chat.ts', [], { CDK_OUTDIR: outdir })
  return digests(outdir)
}

function synthByCommand(outdir: string): Record<string, string> {
  run('node_modules/aws-cdk/bin/cdk', ['synth', '--quiet', '--no-notices', '--output', outdir])
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
