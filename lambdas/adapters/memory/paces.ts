import { setImmediate as turn } from 'node:timers/promises'
import { paced } from '@parley/domain'
import type { Paces } from '../../ports.ts'

/** Paces in memory. */
export function memoryPaces(): Paces {
  const busy = new Map<string, number>()

  return {
    async take(key, pace, count, now) {
      await turn()
      const next = paced(pace, busy.get(key) ?? 0, now, count)
      if ('wait' in next) return next
      busy.set(key, next.busy)
      return undefined
    },
  }
}
