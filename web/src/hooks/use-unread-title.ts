import { useChat, useNews } from '@parley/client/react'
import { useEffect } from 'react'

/** How many messages wait, in the title of the tab; muted and archived conversations do not count. */
export function useUnreadTitle(): void {
  const chat = useChat()
  useNews()
  const unread = chat
    .conversations()
    .filter(({ chosen }) => chosen.mutedUntil === undefined && !chosen.archived)
    .reduce((sum, conversation) => sum + conversation.unread, 0)
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : 'Parley'
  }, [unread])
}
