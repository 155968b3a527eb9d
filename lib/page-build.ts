import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/** What Node runs, at the repository's root, to build the page into a folder; equal sources give equal files. */
export function pageBuildCommand(folder: string): string[] {
  return ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn', '--outDir', folder]
}

/** Builds the page into a folder; `options` are Vite's. Throws, beside what Vite says, if it does not build. */
export function buildPage(folder: string, ...options: string[]): void {
  execFileSync(process.execPath, [...pageBuildCommand(folder), ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
