import type { Conversation } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { useState } from 'react'
import { ConversationAvatar } from '../group/conversation-avatar.tsx'
import { goTo } from '../hooks/use-hash.ts'
import { useMenu } from '../hooks/use-menu.ts'
import { titleOf } from '../names.ts'
import { fullTime, shortDate } from '../times.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu } from '../ui/menu.tsx'
import { Badges } from './badges.tsx'
import { MuteDialog } from './mute-dialog.tsx'
import { PreviewLine } from './preview-line.tsx'
import { useConversationMenu } from './use-conversation-menu.ts'

type Props = { readonly conversation: Conversation; readonly isOpen: boolean }

/** A conversation in the list. */
export function Row({ conversation, isOpen }: Props) {
  const chat = useChat()
  useNews(conversation)
  const menu = useMenu()
  const [isMuting, setMuting] = useState(false)
  const items = useConversationMenu(conversation, () => setMuting(true))
  const { chosen, at, id } = conversation
  const title = titleOf(chat, conversation)
  return (
    <li className="row-item" {...menu.handlers}>
      <button
        type="button"
        className="row"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => goTo(id)}
      >
        <ConversationAvatar conversation={conversation} />
        <strong>
          <bdi>{title}</bdi>
        </strong>
        <time title={at ? fullTime(at) : undefined}>{at ? shortDate(at) : ''}</time>
        <PreviewLine conversation={conversation} isOpen={isOpen} />
        <span className="marks">
          {chosen.mutedUntil !== undefined && <Mark icon="mute" words="Muted" />}
          {chosen.onTop && <Mark icon="pin" words="Pinned" />}
          <Badges conversation={conversation} />
        </span>
      </button>
      <IconButton
        icon="down"
        label={`Menu of ${title}`}
        className="row-more"
        tabIndex={-1}
        aria-haspopup="menu"
        onClick={menu.open}
      />
      {menu.at && <Menu label={title} at={menu.at} items={items} close={menu.close} />}
      {isMuting && <MuteDialog conversation={conversation} close={() => setMuting(false)} />}
    </li>
  )
}

function Mark({ icon, words }: { icon: IconName; words: string }) {
  return (
    <span className="mark" role="img" aria-label={words} title={words}>
      <Icon name={icon} />
    </span>
  )
}
