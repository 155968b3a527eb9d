import { useSyncExternalStore } from 'react'

const EVENTS = ['online', 'offline'] as const

const subscribe = (listener: () => void) => {
  for (const name of EVENTS) addEventListener(name, listener)
  return () => {
    for (const name of EVENTS) removeEventListener(name, listener)
  }
}

/** Whether the browser has any network at all: it knows at once, while a connection is missed only by its silence. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine)
}
