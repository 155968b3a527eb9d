import type { WebSocketLimits } from '../contracts.ts'

const KB = 1024
const MINUTE = 60_000

/** Fixed by API Gateway; nobody can raise them. */
const AWS_LIMITS: Readonly<WebSocketLimits> = {
  frameBytes: 32 * KB,
  messageBytes: 128 * KB,
  idleMs: 10 * MINUTE,
  lifeMs: 120 * MINUTE,
  integrationMs: 29_000,
}

/** A limit may be shortened for a test; a longer one would let through what AWS refuses. */
export function resolveLimits(overrides: Partial<WebSocketLimits> = {}): WebSocketLimits {
  for (const [name, value] of Object.entries(overrides) as [keyof WebSocketLimits, number][]) {
    if (!(value > 0 && value <= AWS_LIMITS[name])) {
      throw new RangeError(
        `WebSocket limit ${name} is ${value}: give 1 to ${AWS_LIMITS[name]}, AWS's own limit`,
      )
    }
  }
  return { ...AWS_LIMITS, ...overrides }
}
