import type { ServiceCall } from '../contracts.ts'

/** What passes between the runtime and the thread that a function runs in. */

/** Given to the thread when it starts. */
export type ThreadData = {
  functionName: string
  functionArn: string
  memoryMb: number
  /** The file that holds the handler, and its exported name. */
  file: string
  handler: string
  /** Port → service of the local endpoints, when AWS calls are to be recorded. */
  recordCalls?: Record<string, string>
}

export type Invocation = {
  requestId: string
  /** The event as JSON: a function sees nothing that JSON does not carry. */
  event: string
  /** When the function's time is up, in ms since the epoch. */
  deadline: number
}

export type ErrorReport = { errorType: string; errorMessage: string }

export type FromThread =
  | { kind: 'ready' }
  | { kind: 'result'; json: string; cpuMs: number; calls: ServiceCall[] }
  | { kind: 'error'; error: ErrorReport; cpuMs: number; calls: ServiceCall[] }
  /** The thread cannot go on: the handler did not load, or something outside an invocation threw. */
  | { kind: 'broken'; error: ErrorReport }
  | { kind: 'log'; level: LogLevel; requestId: string; line: string }

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
