export type { Log, Meter, MeterEvent, ServiceCall } from './contracts.ts'
export { type Endpoints, type Runtime, type RuntimeOptions, startRuntime } from './runtime.ts'
