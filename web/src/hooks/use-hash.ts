import { useSyncExternalStore } from 'react'

const subscribe = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** Where one is: `#chat=<id>`, `#join=<code>` or nothing. The browser's own back button works. */
export function useHash(): { readonly chat?: string; readonly join?: string } {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const [, name, value = ''] = /^#(chat|join)=(.+)$/.exec(hash) ?? []
  return name ? { [name]: decodeURIComponent(value) } : {}
}

/** Goes to a conversation; to the list without one. */
export function goTo(chat?: string): void {
  if (chat) location.hash = `chat=${encodeURIComponent(chat)}`
  else history.replaceState(null, '', location.pathname + location.search)
  if (!chat) dispatchEvent(new HashChangeEvent('hashchange'))
}
