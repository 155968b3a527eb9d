import type { Conversation } from '@parley/client'

const SHOWN_MOST = 999

/** What waits in a conversation: mentions, unread messages, or the mark that one has put there. */
export function Badges({ conversation: { unread, unreadMentions, chosen } }: { conversation: Conversation }) {
  const quiet = chosen.mutedUntil === undefined && !chosen.archived ? '' : 'quiet'
  return (
    <>
      {unreadMentions > 0 && (
        <span className="badge" role="img" aria-label="You were mentioned">
          @
        </span>
      )}
      {unread > 0 && (
        <span className={`badge ${quiet}`} role="img" aria-label={`${unread} unread`}>
          {unread > SHOWN_MOST ? `${SHOWN_MOST}+` : unread}
        </span>
      )}
      {unread === 0 && chosen.markedUnread && (
        <span className={`badge dot ${quiet}`} role="img" aria-label="Unread" />
      )}
    </>
  )
}
