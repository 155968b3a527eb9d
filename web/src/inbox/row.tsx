import type { Conversation } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { type MouseEvent, useState } from 'react'
import { goTo } from '../hooks/use-hash.ts'
import { titleOf } from '../names.ts'
import { shortDate } from '../times.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu, type Place } from '../ui/menu.tsx'
import { conversationMenu } from './conversation-menu.ts'
import { PreviewLine } from './preview-line.tsx'

/** A conversation in the list. */
export function Row({ conversation, isOpen }: { conversation: Conversation; isOpen: boolean }) {
  const chat = useChat()
  useNews(conversation)
  const [menu, setMenu] = useState<Place>()
  const { chosen, at, with: person, id, kind } = conversation
  const title = titleOf(chat, conversation)
  const showMenu = (event: MouseEvent) => {
    event.preventDefault()
    const { left, bottom } = event.currentTarget.getBoundingClientRect()
    setMenu(event.clientX > 0 ? { x: event.clientX, y: event.clientY } : { x: left + 64, y: bottom })
  }
  return (
    <li>
      <button
        type="button"
        className="row"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => goTo(id)}
        onContextMenu={showMenu}
      >
        <Avatar id={person?.user ?? id} name={title} person={person} group={kind === 'group'} />
        <strong dir="auto">{title}</strong>
        <time>{at ? shortDate(at) : ''}</time>
        <PreviewLine conversation={conversation} />
        <span className="marks">
          {chosen.mutedUntil !== undefined && <Icon name="mute" />}
          {chosen.onTop && <Icon name="pin" />}
          <Badges conversation={conversation} />
        </span>
      </button>
      {menu && (
        <Menu
          label={title}
          at={menu}
          items={conversationMenu(conversation)}
          close={() => setMenu(undefined)}
        />
      )}
    </li>
  )
}

function Badges({ conversation: { unread, unreadMentions, chosen } }: { conversation: Conversation }) {
  const quiet = chosen.mutedUntil === undefined ? '' : 'quiet'
  return (
    <>
      {unreadMentions > 0 && (
        <span className="badge" role="img" aria-label="You were mentioned">
          @
        </span>
      )}
      {unread > 0 && (
        <span className={`badge ${quiet}`} role="img" aria-label={`${unread} unread`}>
          {unread > 999 ? '999+' : unread}
        </span>
      )}
      {unread === 0 && chosen.markedUnread && <span className="badge dot" role="img" aria-label="Unread" />}
    </>
  )
}
