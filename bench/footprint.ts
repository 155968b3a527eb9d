import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ENVIRONMENT } from '../lambdas/environment.ts'
import { DEFAULT_RULES } from '../lambdas/rules.ts'
import { bundle, entryPoints } from '../lib/bundle.ts'
import { type Cpu, cpuEach, cpuSince } from './cpu.ts'
import { percentile } from './statistics.ts'
import type { System } from './system.ts'

export type Footprint = {
  readonly function: string
  readonly bytes: number
  /** User and system CPU from the start of loading the code to the handler being there, above an empty module's. */
  readonly coldStartMs: number
}

const ROOT = join(import.meta.dirname, '..')
const MEASURE = `
  const [, path] = process.argv
  const before = process.cpuUsage()
  await import(path)
  const { user, system } = process.cpuUsage(before)
  console.log((user + system) / 1000)`

/** The size of every function's code, and what it costs to load in a fresh process; the median of some. */
export async function footprints(samples: number): Promise<Footprint[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-code-'))
  try {
    // What is native code lies beside a bundle, not in it.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    const empty = join(folder, 'empty.mjs')
    writeFileSync(empty, '')
    const nothing = await loadMs(empty, samples)
    const results: Footprint[] = []
    for (const entry of entryPoints()) {
      const { code, bytes } = bundle(entry)
      const path = join(folder, `${basename(entry, '.ts')}.mjs`)
      writeFileSync(path, code)
      const coldStartMs = Math.max(0, (await loadMs(path, samples)) - nothing)
      results.push({ function: basename(entry, '.ts'), bytes, coldStartMs })
    }
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a running system burns while nobody uses it: CPU a second. */
export async function idle(system: System, ms: number): Promise<Cpu> {
  const [taken, start] = [cpuSince(system), performance.now()]
  await sleep(ms)
  return cpuEach(taken(), (performance.now() - start) / 1000)
}

async function loadMs(path: string, samples: number): Promise<number> {
  const env = {
    ...process.env,
    AWS_REGION: 'us-east-1',
    ...Object.fromEntries(Object.values(ENVIRONMENT).map((name) => [name, 'http://unused'])),
    [ENVIRONMENT.rules]: JSON.stringify(DEFAULT_RULES),
    [ENVIRONMENT.pushApplications]: '{}',
    [ENVIRONMENT.downloads]: '',
  }
  const args = ['--input-type=module', '--eval', MEASURE, path]
  const all: number[] = []
  for (let sample = 0; sample < samples; sample++) {
    const { stdout } = await promisify(execFile)(process.execPath, args, { env })
    all.push(Number(stdout))
  }
  return percentile(all, 0.5)
}
