import type { Conversation } from '@parley/client'
import type { MenuItem } from '../ui/menu.tsx'

/** What can be done with a conversation from the list. */
export function conversationMenu(conversation: Conversation): MenuItem[] {
  const { chosen, unread } = conversation
  const isMuted = chosen.mutedUntil !== undefined
  const isNew = unread > 0 || chosen.markedUnread
  return [
    {
      icon: 'pin',
      label: chosen.onTop ? 'Unpin' : 'Pin on top',
      run: () => conversation.keepOnTop(!chosen.onTop),
    },
    {
      icon: isMuted ? 'sound' : 'mute',
      label: isMuted ? 'Unmute' : 'Mute',
      run: () => conversation.mute(isMuted ? null : Number.POSITIVE_INFINITY),
    },
    {
      icon: 'archive',
      label: chosen.archived ? 'Unarchive' : 'Archive',
      run: () => conversation.archive(!chosen.archived),
    },
    {
      icon: 'check',
      label: isNew ? 'Mark as read' : 'Mark as unread',
      run: () => (isNew ? conversation.markRead(conversation.head.seq) : conversation.markUnread()),
    },
    {
      icon: 'trash',
      label: 'Delete chat',
      danger: true,
      run: () => conversation.deleteChat(),
    },
  ]
}
