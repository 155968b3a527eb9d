import { DEFAULT_SETTINGS } from '@parley/domain'
import type { WireAccountSettings } from '@parley/protocol'
import type { ChosenSettings } from '../ports.ts'

/** What was chosen, over what held: what is absent stays, null goes back to the default. */
export function withChosen(held: WireAccountSettings, chosen: ChosenSettings): WireAccountSettings {
  const given = Object.entries(chosen).filter(([, value]) => value !== undefined)
  const taken = Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined]))
  const merged = { ...held, ...taken }
  const settled = Object.entries(merged).filter(([, value]) => value !== undefined)
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(settled) }
}
