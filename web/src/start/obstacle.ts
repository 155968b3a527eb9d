import { ParleyError } from '@parley/client'

/** What the page cannot do without. */
export type Surroundings = Partial<
  Record<'isSecureContext' | 'indexedDB' | 'BroadcastChannel' | 'WebSocket', unknown>
> & {
  readonly navigator: { readonly locks?: unknown }
}

/** Why the page cannot run in this browser, and what to do; undefined if it can. */
export function obstacle(here: Surroundings): string | undefined {
  if (!here.isSecureContext) {
    return 'Browsers keep messages safe only for addresses that begin with “https://”. Open Parley at such an address.'
  }
  if (has(here, 'indexedDB') && here.BroadcastChannel && here.WebSocket && here.navigator.locks)
    return undefined
  return 'This browser is too old for Parley, or set to keep nothing. Update it, or open Parley in another one.'
}

/** Why the page could not be opened, and what to do. */
export function problemOf(error: unknown): string {
  if (!(error instanceof ParleyError)) {
    return 'Parley cannot be reached. The first time it is opened on a device it needs the network.'
  }
  if (error.code === 'STORAGE_FULL') {
    return 'There is no room left on this device. Free some, then try again: nothing of yours is lost.'
  }
  if (error.code !== 'STORAGE_FAILED') return `${error.message} ${error.remedy}`
  if (error.detail?.startsWith('format')) {
    return 'What is kept here was written by a newer Parley. Close all its tabs, then try again.'
  }
  return 'The browser lets Parley keep nothing on this device. A private window or blocked site data does that: allow it, or open Parley in an ordinary window.'
}

/** Some browsers throw at those who look for what is switched off. */
function has(here: Surroundings, name: 'indexedDB'): boolean {
  try {
    return Boolean(here[name])
  } catch {
    return false
  }
}
