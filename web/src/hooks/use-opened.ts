import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useEffect, useState } from 'react'

const PAGE = 100
const PAGES_MAX = 10

/**
 * Brings an opened conversation's messages into memory, back to the first that is unread. `unreadAfter`: the position
 * up to which everything had been read when it was opened; undefined if nothing was unread.
 */
export function useOpened(conversation: Conversation): { isReady: boolean; unreadAfter: number | undefined } {
  const chat = useChat()
  const [isReady, setReady] = useState(false)
  const [unreadAfter] = useState(() => (conversation.unread > 0 ? conversation.mine.read : undefined))
  useEffect(() => {
    let isOver = false
    const handle = conversation.with?.handle
    if (handle && !conversation.about) chat.openDirect(handle).catch(() => {})
    void reach(conversation, unreadAfter).then(() => !isOver && setReady(true))
    return () => {
      isOver = true
    }
  }, [chat, conversation, unreadAfter])
  return { isReady, unreadAfter }
}

/** Loads older pages until a position is in memory, or there are none. */
export async function reach(conversation: Conversation, seq: number | undefined): Promise<void> {
  const isMissing = () => {
    const [first] = conversation.messages
    return !first || (seq !== undefined && first.seq > seq + 1)
  }
  try {
    for (let page = 0; page < PAGES_MAX && isMissing() && conversation.more; page++) {
      await conversation.history({ limit: PAGE })
    }
  } catch {
    // Offline: what there is on this device is shown.
  }
}
