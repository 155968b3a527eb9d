import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useAsked } from '../hooks/use-asked.ts'
import { PersonRow } from './person-row.tsx'
import { Row } from './row.tsx'
import { search } from './search.ts'
import { StartChat } from './start-chat.tsx'

type Props = {
  readonly query: string
  readonly open: Conversation | undefined
  readonly done: () => void
}

/** What is found while one types. */
export function SearchResults({ query, open, done }: Props) {
  const chat = useChat()
  const { answer: known = [] } = useAsked('contacts', () => chat.contacts())
  const { chats, contacts, handle } = search(chat, known, query)
  const isNothing = chats.length + contacts.length === 0 && !handle
  return (
    <div className="rows">
      {chats.length > 0 && (
        <section>
          <h2 className="rows-title">Chats</h2>
          <ul aria-label="Chats">
            {chats.map((one) => (
              <Row key={one.id} conversation={one} isOpen={one === open} />
            ))}
          </ul>
        </section>
      )}
      {contacts.length > 0 && (
        <section>
          <h2 className="rows-title">Contacts</h2>
          <ul aria-label="Contacts">
            {contacts.map((user) => (
              <PersonRow key={user} person={chat.person(user)} done={done} />
            ))}
          </ul>
        </section>
      )}
      {handle && (
        <section>
          <h2 className="rows-title">People</h2>
          <ul aria-label="People">
            <StartChat handle={handle} done={done} />
          </ul>
        </section>
      )}
      {isNothing && (
        <p className="empty" role="status">
          {'Nothing found for “'}
          <bdi>{query.trim()}</bdi>
          {'”. Type a whole @handle to find somebody new.'}
        </p>
      )}
    </div>
  )
}
