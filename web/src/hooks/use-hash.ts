import { useSyncExternalStore } from 'react'

const subscribe = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** Where one is: `#chat=<id>`, perhaps `&at=<position>`, `#join=<code>` or nothing. The browser's own back button works. */
export function useHash(): { readonly chat?: string; readonly join?: string; readonly at?: number } {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  const [, name, value = '', at] = /^#(chat|join)=([^&]+)(?:&at=(\d+))?$/.exec(hash) ?? []
  return name ? { [name]: decodeURIComponent(value), ...(at && { at: Number(at) }) } : {}
}

/** Goes to a conversation, and there to a message; to the list without one. */
export function goTo(chat?: string, at?: number): void {
  if (chat) location.hash = `chat=${encodeURIComponent(chat)}${at ? `&at=${at}` : ''}`
  else history.replaceState(null, '', location.pathname + location.search)
  if (!chat) dispatchEvent(new HashChangeEvent('hashchange'))
}

/** The message has been gone to: coming back to the conversation later does not. */
export function arrive(): void {
  history.replaceState(null, '', location.href.replace(/&at=\d+$/, ''))
  dispatchEvent(new HashChangeEvent('hashchange'))
}
