export type { Log, Meter, MeterEvent, ServiceCall } from './contracts.ts'
export type { Endpoints } from './endpoints-file.ts'
export { type Runtime, type RuntimeOptions, startRuntime } from './runtime.ts'
