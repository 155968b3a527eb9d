import type { Conversation } from '@parley/client'
import { useConversations, useNews } from '@parley/client/react'
import { useRef, useState } from 'react'
import type { Side } from '../home.tsx'
import { useToday } from '../hooks/use-today.ts'
import { useRoving } from '../keyboard/use-roving.ts'
import { Icon } from '../ui/icon.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { EmptyList } from './empty-list.tsx'
import { Filters } from './filters.tsx'
import { InboxHeader } from './inbox-header.tsx'
import { NoticesOffer } from './notices-offer.tsx'
import { type Filter, fits, inOrder } from './order.ts'
import { Row } from './row.tsx'
import { SearchBox } from './search-box.tsx'
import { SearchResults } from './search-results.tsx'
import { Starred } from './starred.tsx'

/** Of a few chats one sees all at once. */
const FILTERED_FROM = 4

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
  const [chosen, setFilter] = useState<Filter>('all')
  const archived = all.filter((one) => one.chosen.archived)
  const here = inOrder(all, isArchive)
  const isFiltered = !isArchive && here.length >= FILTERED_FROM
  const filter = isFiltered ? chosen : 'all'
  const shown = here.filter((one) => fits(one, filter, one === open))
  return (
    <>
      {isFiltered && <Filters value={filter} onChange={setFilter} />}
      <ul className="rows" aria-label={isArchive ? 'Archived chats' : 'Chats'}>
        {!isArchive && filter === 'all' && archived.length > 0 && (
          <ArchiveRow archived={archived} show={showArchive} />
        )}
        {shown.map((conversation) => (
          <Row key={conversation.id} conversation={conversation} isOpen={conversation === open} />
        ))}
        {shown.length === 0 && <EmptyList of={isArchive ? 'archived' : filter} />}
      </ul>
    </>
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
