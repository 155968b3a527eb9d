import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildPage } from '../../lib/page-build.ts'
import { PUSH_APPLICATIONS } from '../../scripts/push-applications.ts'
import { synthesise, UNHURRIED } from '../fixtures/assembly.ts'
import { quietPort } from '../fixtures/quiet-port.ts'
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

/** Builds the page and synthesises the app once for all browser tests. */
export default async function setup(project: TestProject): Promise<() => void> {
  if (!CHROMIUM) {
    if (process.env.PARLEY_CHROMIUM === undefined) return () => {}
    throw new Error(`There is no browser at ${process.env.PARLEY_CHROMIUM} (PARLEY_CHROMIUM), nor elsewhere.`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'parley-page-'))
  project.provide('page', await buildSystem(folder, project.config.maxWorkers))
  return () => rmSync(folder, { recursive: true, force: true })
}

/** The page's origin is in the template: its ports, one for each system at a time, are chosen before any starts. */
export async function buildSystem(folder: string, systems: number): Promise<PageBuild> {
  const [assembly, root] = [join(folder, 'cdk.out'), join(folder, 'web')]
  const ports: number[] = []
  while (ports.length < systems) ports.push(await quietPort())
  buildPage(root)
  const origins = ports.map((port) => `http://127.0.0.1:${port}`).join(',')
  await synthesise(assembly, { origins, ...UNHURRIED, ...PUSH_APPLICATIONS })
  return { assembly, root, ports }
}
