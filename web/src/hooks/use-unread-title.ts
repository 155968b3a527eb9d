import { useUnread } from '@parley/client/react'
import { useEffect } from 'react'

/** How many messages wait, in the title of the tab; muted and archived conversations do not count. */
export function useUnreadTitle(): void {
  const unread = useUnread()
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : 'Parley'
  }, [unread])
}
