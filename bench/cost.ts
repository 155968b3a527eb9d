import prices from './prices.json' with { type: 'json' }
import type { Usage } from './usage.ts'

/** US dollars that each part of a usage costs; what costs nothing is left out. */
export function costOf(usage: Usage): Partial<Record<keyof Usage, number>> {
  const parts = Object.keys(prices.perMillion) as (keyof Usage)[]
  const costs = parts.map((part) => [part, (usage[part] * prices.perMillion[part]) / 1_000_000] as const)
  return Object.fromEntries(costs.filter(([, dollars]) => dollars > 0))
}

/** US dollars for a usage. */
export function totalOf(usage: Usage): number {
  return Object.values(costOf(usage)).reduce((total, dollars) => total + dollars, 0)
}
