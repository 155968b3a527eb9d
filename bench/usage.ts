/** What AWS bills for, counted. Fractions are real: an eventually consistent read is half a unit. */
export type Usage = {
  /** WebSocket messages in either direction, in units of 32 KB. */
  readonly frames: number
  readonly connectionMinutes: number
  /** HTTP API requests, in units of 512 KB. */
  readonly httpRequests: number
  readonly invocations: number
  readonly gbSeconds: number
  readonly writeUnits: number
  readonly readUnits: number
  readonly queueRequests: number
  /** What S3 bills as PUT, COPY, POST or LIST; and as GET and all other requests, but for DELETE, which is free. */
  readonly objectPuts: number
  readonly objectGets: number
  /** Publishes to devices, their delivery included. */
  readonly pushes: number
}

export const NO_USAGE: Usage = {
  frames: 0,
  connectionMinutes: 0,
  httpRequests: 0,
  invocations: 0,
  gbSeconds: 0,
  writeUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  objectPuts: 0,
  objectGets: 0,
  pushes: 0,
}

export function sum(usages: readonly Partial<Usage>[]): Usage {
  return combine((part) => usages.reduce((total, usage) => total + (usage[part] ?? 0), 0))
}

export function less(usage: Usage, part: Usage): Usage {
  return combine((name) => usage[name] - part[name])
}

/** The share of each of so many operations. */
export function share(usage: Usage, operations: number): Usage {
  return combine((part) => usage[part] / operations)
}

function combine(of: (part: keyof Usage) => number): Usage {
  const parts = Object.keys(NO_USAGE) as (keyof Usage)[]
  return Object.fromEntries(parts.map((part) => [part, of(part)])) as Usage
}
