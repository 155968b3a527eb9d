import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const MODULES = join(ROOT, 'node_modules')

/** Packages that a bundle cannot hold, because they are partly native code. They lie beside it instead. */
export const NATIVE = ['sharp'] as const

/** `host`: for this machine alone. `lambda`: for Lambda's Linux on arm64 as well, fetched from the registry once. */
export type Natives = 'host' | 'lambda'

/** Lays a native package, with all that it needs, into a folder's `node_modules`. Throws with npm's words if it cannot be had. */
export function layNative(name: (typeof NATIVE)[number], folder: string, natives: Natives): void {
  copyPackages(name, MODULES, folder)
  if (natives === 'host' || isLambdas()) return
  copyPackages(name, fetched(name), folder)
}

function isLambdas(): boolean {
  return process.platform === 'linux' && process.arch === 'arm64'
}

/** A package and what it depends on, as far as that is installed: of optional platforms, those that are meant. */
function copyPackages(name: string, from: string, folder: string, seen = new Set<string>()): void {
  if (seen.has(name) || !existsSync(join(from, name))) return
  seen.add(name)
  const { dependencies = {}, optionalDependencies = {} } = manifest(join(from, name))
  cpSync(join(from, name), join(folder, 'node_modules', name), { recursive: true })
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
    copyPackages(needed, from, folder, seen)
  }
}

/** The `node_modules` with the very version of the package that is installed here, for Lambda's platform. */
function fetched(name: string): string {
  const { version } = manifest(join(MODULES, name))
  const folder = join(ROOT, '.parley', 'native', `${name}-${version}`)
  if (existsSync(folder)) return join(folder, 'node_modules')
  const under = `${folder}.${process.pid}`
  mkdirSync(under, { recursive: true })
  const platform = ['--os=linux', '--cpu=arm64', '--libc=glibc']
  const quietly = [
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  try {
    execFileSync('npm', ['install', '--prefix', under, ...platform, ...quietly, `${name}@${version}`], {
      cwd: under,
    })
    // Whole or not at all, whoever else fetches it at the same time.
    if (!existsSync(folder)) renameSync(under, folder)
  } catch (cause) {
    throw new Error(
      `${name} ${version} for Lambda (Linux, arm64) could not be had from the npm registry; see above. ` +
        'To synthesise for this machine alone, pass -c natives=host.',
      { cause },
    )
  } finally {
    rmSync(under, { recursive: true, force: true })
  }
  return join(folder, 'node_modules')
}

type Manifest = {
  version: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
