import type { Conversation } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { type KeyboardEvent, useState } from 'react'
import type { Side } from '../home.tsx'
import { titleOf } from '../names.ts'
import { Icon } from '../ui/icon.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { InboxHeader } from './inbox-header.tsx'
import { Row } from './row.tsx'
import { SearchBox } from './search-box.tsx'
import { Starred } from './starred.tsx'
import { StartChat } from './start-chat.tsx'

type Props = {
  readonly side: Side
  readonly setSide: (side: Side) => void
  readonly open: Conversation | undefined
}

/** The list of chats: those on top first, the archived ones behind a row. */
export function Inbox({ side, setSide, open }: Props) {
  const chat = useChat()
  useNews()
  const [query, setQuery] = useState('')
  const all = chat.conversations()
  const isArchive = side === 'archived'
  const wanted = query.trim().toLowerCase()
  const shown = all
    .filter((one) => (wanted ? matches(titleOf(chat, one), one, wanted) : one.chosen.archived === isArchive))
    .sort((a, b) => Number(b.chosen.onTop) - Number(a.chosen.onTop))
  const archived = all.filter(({ chosen }) => chosen.archived)

  return (
    <nav className="inbox" aria-label="Chats" onKeyDown={moveFocus}>
      <InboxHeader side={side} setSide={setSide} />
      <ConnectionLine />
      <SearchBox value={query} onChange={setQuery} />
      {side === 'starred' && !wanted ? (
        <Starred />
      ) : (
        <ul className="rows" aria-label={isArchive ? 'Archived chats' : 'Chats'}>
          {wanted && <StartChat query={query} done={() => setQuery('')} />}
          {!wanted && !isArchive && archived.length > 0 && (
            <li>
              <button type="button" className="row slim" onClick={() => setSide('archived')}>
                <Icon name="archive" />
                <strong>Archived</strong>
                <span className="marks">{archived.length}</span>
              </button>
            </li>
          )}
          {shown.map((conversation) => (
            <Row key={conversation.id} conversation={conversation} isOpen={conversation === open} />
          ))}
          {shown.length === 0 && !wanted && <EmptyList isArchive={isArchive} />}
        </ul>
      )}
    </nav>
  )
}

function EmptyList({ isArchive }: { isArchive: boolean }) {
  return (
    <li className="empty">
      <p>{isArchive ? 'Nothing is archived.' : 'No chats yet.'}</p>
      {!isArchive && <p>Type somebody’s @handle above to write to them.</p>}
    </li>
  )
}

function matches(title: string, { with: person }: Conversation, wanted: string): boolean {
  return `${title}\n${person?.handle ? `@${person.handle}` : ''}`.toLowerCase().includes(wanted)
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.row')]
  const next = rows[rows.indexOf(document.activeElement as HTMLElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
