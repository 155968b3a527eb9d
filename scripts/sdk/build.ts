import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleSdk } from './bundles.ts'
import { declareSdk } from './declarations.ts'
import { manifestOf } from './manifest.ts'

/** Writes the package into an empty folder, as it is published. */
export async function buildSdk(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await Promise.all([bundleSdk(folder), declareSdk(folder)])
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifestOf(), null, 2)}\n`)
  copyFileSync('packages/client/README.md', join(folder, 'README.md'))
  copyFileSync('LICENSE', join(folder, 'LICENSE'))
}
