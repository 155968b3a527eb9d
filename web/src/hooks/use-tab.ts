import { useSyncExternalStore } from 'react'
import { NAME, openClient } from '../start/open-client.ts'
import { Tab, type TabState } from '../start/tab.ts'

const TRY_AGAIN_MS = 250

const tabs = new BroadcastChannel(NAME)

/** This tab. */
export const tab = new Tab({
  open: openClient,
  ask: () => tabs.postMessage('use here'),
  hear: (letGo) => tabs.addEventListener('message', letGo),
  pause: () => new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS)),
})

/** What this tab is now. */
export function useTab(): TabState {
  return useSyncExternalStore(tab.listen, () => tab.now)
}

/** Opens the storage, and again whenever the tab is looked at while another one has had it. */
export function startTab(): void {
  tab.start()
  addEventListener('focus', tab.look)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') tab.look()
  })
}
