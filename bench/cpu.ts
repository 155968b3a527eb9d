import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { System } from './system.ts'

/** Milliseconds of CPU, user and system. */
export type Cpu = {
  /** The runtime with its functions, and the benchmark itself where it plays the devices. */
  readonly runtimeMs: number
  /** The DynamoDB engine beside it; absent where a process cannot be looked into. */
  readonly engineMs: number | undefined
}

/** Begins to count: what has been taken since, each time it is asked. */
export function cpuSince({ dataDir }: Pick<System, 'dataDir'>): () => Cpu {
  const [cpu, engine] = [process.cpuUsage(), engineCpuMs(dataDir)]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    const engineNow = engineCpuMs(dataDir)
    return {
      runtimeMs: (user + system) / 1000,
      engineMs: engine === undefined || engineNow === undefined ? undefined : engineNow - engine,
    }
  }
}

/** The same for each of so many. */
export function cpuEach({ runtimeMs, engineMs }: Cpu, count: number): Cpu {
  return { runtimeMs: runtimeMs / count, engineMs: engineMs === undefined ? undefined : engineMs / count }
}

/** From Linux's process table, whose clock ticks a hundred times a second. */
function engineCpuMs(dataDir: string): number | undefined {
  try {
    const pid = readFileSync(join(dataDir, 'dynamodb.pid'), 'utf8').trim()
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return undefined
  }
}
