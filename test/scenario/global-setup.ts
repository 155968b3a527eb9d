import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { PUSH_APPLICATIONS } from '../../scripts/push-applications.ts'
import { synthesise, UNHURRIED } from '../fixtures/assembly.ts'
import { Embedded } from '../fixtures/embedded.ts'
import type { System } from './target.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the synthesised app lies; absent when the system runs elsewhere. */
    assembly?: string
    /** The embedded system that scenarios share; absent when they run elsewhere. */
    system?: System
  }
}

/** The only origin whose pages the embedded system lets in. */
export const APP_ORIGIN = 'https://app.example'

/** Synthesises the app and starts it, once for all scenarios: what they run is the template that would be deployed. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if ((project.config.env.PARLEY_TARGET ?? 'embedded') !== 'embedded') return async () => {}
  const assembly = mkdtempSync(join(tmpdir(), 'parley-assembly-'))
  await synthesise(assembly, { ...UNHURRIED, ...PUSH_APPLICATIONS, origins: APP_ORIGIN })
  project.provide('assembly', assembly)
  const embedded = await Embedded.start(assembly)
  project.provide('system', { httpUrl: embedded.httpUrl, socketUrl: embedded.socketUrl })
  return async () => {
    await embedded.stop()
    rmSync(assembly, { recursive: true, force: true })
  }
}
