import type { FunctionLog } from './function-log.ts'

/** A function as its template describes it. */
export type FunctionDefinition = {
  logicalId: string
  name: string
  arn: string
  /** The unpacked code, and the `file.export` in it that handles events. */
  directory: string
  handler: string
  timeoutMs: number
  memoryMb: number
  /** How many events may be handled at the same time. */
  maximumEnvironments: number
  /** So many environments start as soon as an event waits: as many as this machine can run side by side. */
  eagerEnvironments: number
  /** Beyond those, one starts only when events have waited so long and none was taken up: the others wait for something slow. */
  patienceMs: number
  /** After how long without an event an environment ends, unless it is the function's last. */
  idleMs: number
  /** No environment starts before this: by then every local service has an address. */
  ready: Promise<void>
  variables(): Record<string, string>
  /** Port → service name, given when calls are to be recorded. */
  recordCalls?(): Record<string, string>
  log: FunctionLog
}
