import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { PUSH_APPLICATIONS } from '../../scripts/push-applications.ts'
import { synthesise, UNHURRIED } from '../fixtures/assembly.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the synthesised app lies; absent when the system runs elsewhere. */
    assembly?: string
  }
}

/** The only origin whose pages the embedded system lets in. */
export const APP_ORIGIN = 'https://app.example'

/** Synthesises the app once for all scenarios: what they run is the template that would be deployed. */
export default async function setup(project: TestProject): Promise<() => void> {
  if ((project.config.env.PARLEY_TARGET ?? 'embedded') !== 'embedded') return () => {}
  const assembly = mkdtempSync(join(tmpdir(), 'parley-assembly-'))
  await synthesise(assembly, { ...UNHURRIED, ...PUSH_APPLICATIONS, origins: APP_ORIGIN })
  project.provide('assembly', assembly)
  return () => rmSync(assembly, { recursive: true, force: true })
}
