import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, processStart } from './process-identity.ts'

/** `started` tells a process from a later one that got the same number. */
type Holder = { pid: number; started?: string }

/**
 * Takes the data directory for this process; returns how to give it back.
 * Throws, naming the process, when another one has it. A holder that was killed holds nothing.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'lock.json')
  const holder = JSON.stringify({ pid: process.pid, started: processStart(process.pid) } satisfies {
    [K in keyof Holder]: Holder[K] | undefined
  })
  if (!tryWrite(file, holder)) {
    const other = read(file)
    if (other && holds(other))
      throw new Error(
        `${dataDir} is in use by process ${other.pid}: stop that one, or choose another directory with --data`,
      )
    rmSync(file, { force: true })
    if (!tryWrite(file, holder)) throw new Error(`${dataDir} was taken by another process at this moment`)
  }
  return () => rmSync(file, { force: true })
}

function tryWrite(file: string, holder: string): boolean {
  try {
    writeFileSync(file, holder, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

function holds({ pid, started }: Holder): boolean {
  return isAlive(pid) && (started === undefined || processStart(pid) === started)
}
