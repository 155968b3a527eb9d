import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { LogView } from '../thread/log-view.ts'
import type { Window } from '../thread/window.ts'

/**
 * What the page shows of a conversation that has been opened. `unreadAfter`: the position up to which everything had
 * been read when it was; undefined if nothing was unread.
 */
export function useLogView(conversation: Conversation): {
  readonly view: LogView
  readonly window: Window | undefined
  readonly unreadAfter: number | undefined
} {
  const chat = useChat()
  const [view] = useState(() => new LogView(chat, conversation))
  const [unreadAfter] = useState(() => (conversation.unread > 0 ? conversation.mine.read : undefined))
  const window = useSyncExternalStore(view.subscribe, () => view.window)
  useEffect(() => {
    const stop = view.listen()
    const handle = conversation.with?.handle
    if (handle && !conversation.about) chat.openDirect(handle).catch(() => {})
    void view.open(unreadAfter)
    return stop
  }, [chat, conversation, view, unreadAfter])
  return { view, window, unreadAfter }
}
