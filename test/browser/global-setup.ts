import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { PUSH_APPLICATIONS } from '../../scripts/push-applications.ts'
import { synthesise, UNHURRIED } from '../fixtures/assembly.ts'
import { CHROMIUM } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What every browser test runs; absent without a browser. */
    page?: PageBuild
  }
}

/** The app and the page, built; `ports` are those that pages may be served on. */
export type PageBuild = {
  readonly assembly: string
  readonly root: string
  readonly ports: readonly number[]
}

const ROOT = join(import.meta.dirname, '../..')

/** Builds the page and synthesises the app once for all browser tests. */
export default async function setup(project: TestProject): Promise<() => void> {
  if (!CHROMIUM) {
    if (process.env.PARLEY_CHROMIUM === undefined) return () => {}
    throw new Error(`There is no browser at ${process.env.PARLEY_CHROMIUM} (PARLEY_CHROMIUM), nor elsewhere.`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'parley-page-'))
  project.provide('page', await buildPage(folder, project.config.maxWorkers))
  return () => rmSync(folder, { recursive: true, force: true })
}

/** The page's origin is in the template: its ports, one for each system at a time, are chosen before any starts. */
export async function buildPage(folder: string, systems: number): Promise<PageBuild> {
  const [assembly, root] = [join(folder, 'cdk.out'), join(folder, 'web')]
  const ports = await Promise.all(Array.from({ length: systems }, freePort))
  writePage(root)
  const origins = ports.map((port) => `http://127.0.0.1:${port}`).join(',')
  await synthesise(assembly, { origins, ...UNHURRIED, ...PUSH_APPLICATIONS })
  return { assembly, root, ports }
}

/** Builds the page into a folder, over what is there; with another name for its parts it is another page. */
export function writePage(root: string, parts = 'assets'): void {
  const into = ['--outDir', root, '--emptyOutDir', '--assetsDir', parts]
  // As it is shipped: the tests' own NODE_ENV would make it a page for development.
  execFileSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'error', ...into],
    {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production' },
    },
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
