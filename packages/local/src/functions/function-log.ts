import { createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../contracts.ts'
import type { LogLevel } from './messages.ts'

const fullBytes = 10_000_000

/** A function's log file; warnings and errors are shown on the console as well. */
export type FunctionLog = {
  write(level: LogLevel, requestId: string, line: string): void
  close(): Promise<void>
}

export function openFunctionLog(dataDir: string, name: string, console: Log): FunctionLog {
  const directory = join(dataDir, 'logs')
  mkdirSync(directory, { recursive: true })
  const path = join(directory, `${name}.log`)
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > fullBytes) rmSync(path)
  const file = createWriteStream(path, { flags: 'a' })
  file.on('error', (error) => console.warn(`${path}: ${error.message}`))
  return {
    write(level, requestId, line) {
      file.write(`${new Date().toISOString()} ${requestId || '-'} ${level} ${line}\n`)
      if (level === 'WARN') console.warn(`[${name}] ${line}`)
      if (level === 'ERROR') console.error(`[${name}] ${line}`)
    },
    close: () => new Promise((resolve) => file.end(() => resolve())),
  }
}
