/** Holds the SDK as it is published to what package managers, bundlers and compilers expect: publint and attw find nothing. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packSdk } from './sdk/pack.ts'

mkdirSync('.parley', { recursive: true })
const folder = mkdtempSync('.parley/sdk-')
try {
  const tarball = readFileSync(await packSdk(folder))
  const findings = [...(await lint(tarball)), ...(await types(tarball))]
  for (const finding of findings) console.error(finding)
  console.log(`packages/client as published: ${tarball.byteLength} bytes, ${findings.length} findings`)
  process.exitCode = findings.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}

async function lint(tarball: Buffer): Promise<string[]> {
  const { messages, pkg = {} } = await publint({ pack: { tarball: copy(tarball).buffer }, strict: true })
  return messages.map((message) => `publint: ${formatMessage(message, pkg)}`)
}

/** Modules only: how CommonJS and resolution older than `exports` would see it is left out. */
async function types(tarball: Buffer): Promise<string[]> {
  const checked = await checkPackage(createPackageFromTarballData(copy(tarball)))
  if (!checked.types) return ['attw: there are no types']
  return checked.problems.filter(isOurs).map((problem) => `attw: ${JSON.stringify(problem)}`)
}

function isOurs(problem: Problem): boolean {
  const kind = 'resolutionKind' in problem ? problem.resolutionKind : undefined
  return kind !== 'node10' && kind !== 'node16-cjs'
}

function copy(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
