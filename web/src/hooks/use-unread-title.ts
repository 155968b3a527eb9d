import { useUnread } from '@parley/client/react'
import { useEffect } from 'react'

/** How many messages wait, in the title of the tab and as a dot on its icon; muted and archived conversations do not count. */
export function useUnreadTitle(): void {
  const unread = useUnread()
  const hasUnread = unread > 0
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Parley` : 'Parley'
  }, [unread])
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (icon) icon.href = hasUnread ? './icon-unread.svg' : './icon.svg'
  }, [hasUnread])
}
