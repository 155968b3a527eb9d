import type { Conversation } from '@parley/client'
import { useConversations, useNews } from '@parley/client/react'
import { useRef, useState } from 'react'
import type { Side } from '../home.tsx'
import { useToday } from '../hooks/use-today.ts'
import { useRoving } from '../keyboard/use-roving.ts'
import { Icon } from '../ui/icon.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { InboxHeader } from './inbox-header.tsx'
import { NoticesOffer } from './notices-offer.tsx'
import { inOrder } from './order.ts'
import { Row } from './row.tsx'
import { SearchBox } from './search-box.tsx'
import { SearchResults } from './search-results.tsx'
import { Starred } from './starred.tsx'

type Props = {
  readonly side: Side
  readonly setSide: (side: Side) => void
  readonly open: Conversation | undefined
  readonly showHelp: () => void
}

/** The list of chats: those on top first, the archived ones behind a row. */
export function Inbox({ side, setSide, open, showHelp }: Props) {
  useNews()
  useToday()
  const [query, setQuery] = useState('')
  const box = useRef<HTMLElement>(null)
  const roving = useRoving(box, '.row')
  return (
    <nav ref={box} className="inbox" aria-label="Chats" {...roving}>
      <InboxHeader side={side} setSide={setSide} showHelp={showHelp} />
      <ConnectionLine />
      <NoticesOffer />
      <SearchBox value={query} onChange={setQuery} />
      {query.trim() ? (
        <SearchResults query={query} open={open} done={() => setQuery('')} />
      ) : side === 'starred' ? (
        <Starred />
      ) : (
        <Chats isArchive={side === 'archived'} open={open} showArchive={() => setSide('archived')} />
      )}
    </nav>
  )
}

type ChatsProps = {
  readonly isArchive: boolean
  readonly open: Conversation | undefined
  readonly showArchive: () => void
}

function Chats({ isArchive, open, showArchive }: ChatsProps) {
  const all = useConversations()
  const archived = all.filter(({ chosen }) => chosen.archived)
  const shown = inOrder(all, isArchive)
  return (
    <ul className="rows" aria-label={isArchive ? 'Archived chats' : 'Chats'}>
      {!isArchive && archived.length > 0 && <ArchiveRow archived={archived} show={showArchive} />}
      {shown.map((conversation) => (
        <Row key={conversation.id} conversation={conversation} isOpen={conversation === open} />
      ))}
      {shown.length === 0 && <EmptyList isArchive={isArchive} />}
    </ul>
  )
}

function ArchiveRow({ archived, show }: { archived: readonly Conversation[]; show: () => void }) {
  const waiting = archived.filter(({ unread }) => unread > 0).length
  return (
    <li>
      <button type="button" className="row slim" onClick={show}>
        <Icon name="archive" />
        <strong>Archived</strong>
        <span className="marks">
          {waiting > 0 ? (
            <span className="badge quiet" role="img" aria-label={`${waiting} with unread messages`}>
              {waiting}
            </span>
          ) : (
            archived.length
          )}
        </span>
      </button>
    </li>
  )
}

function EmptyList({ isArchive }: { isArchive: boolean }) {
  return (
    <li className="empty">
      <Icon name={isArchive ? 'archive' : 'compose'} />
      <p>{isArchive ? 'Nothing is archived.' : 'No chats yet.'}</p>
      <p>
        {isArchive
          ? 'What you archive stays here, also when somebody writes in it.'
          : 'Type somebody’s @handle above to write to them.'}
      </p>
    </li>
  )
}
