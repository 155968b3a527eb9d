import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { buildSdk } from './build.ts'

/** Builds the package and packs it as npm would publish it; where the tarball is. `into`: a folder there is. */
export async function packSdk(into: string): Promise<string> {
  const folder = resolve(into, 'package')
  await buildSdk(folder)
  const args = ['pack', folder, '--json', '--ignore-scripts', '--pack-destination', resolve(into)]
  const packed = execFileSync('npm', args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return resolve(into, filename(JSON.parse(packed)))
}

/** npm has said it as a list and, since version 12, by the package's name. */
function filename(packed: { filename: string }[] | Record<string, { filename: string }>): string {
  return Object.values(packed)[0]!.filename
}
