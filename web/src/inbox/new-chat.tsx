import { useRef, useState } from 'react'
import { useKnown } from '../hooks/use-known.ts'
import { useRoving } from '../keyboard/use-roving.ts'
import { Icon } from '../ui/icon.tsx'
import { Panel } from '../ui/panel.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { PersonRow } from './person-row.tsx'
import { handleIn, isCalled } from './search.ts'
import { StartChat } from './start-chat.tsx'

/** Whom to write to: somebody one knows, anybody by handle, or several at once. */
export function NewChat({ back, makeGroup }: { back: () => void; makeGroup: () => void }) {
  const [query, setQuery] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const roving = useRoving(box, '.row')
  const known = useKnown()
  const found = known.filter((person) => isCalled(person, query))
  const handle = handleIn(query)
  const isNew = handle !== undefined && !known.some((person) => person.handle === handle)
  return (
    <Panel title="New chat" back={back}>
      <div className="people-picker" ref={box} {...roving}>
        <SearchField label="Find people" placeholder="Name or @handle" value={query} onChange={setQuery} />
        {!query && (
          <button type="button" className="action" onClick={makeGroup}>
            <Icon name="group" />
            New group
          </button>
        )}
        <ul aria-label="People">
          {found.map((person) => (
            <PersonRow key={person.user} person={person} done={back} />
          ))}
          {isNew && <StartChat handle={handle} done={back} />}
        </ul>
        {found.length === 0 && !isNew && (
          <p className="empty" role="status">
            {query
              ? 'Nobody you know is called so. Type a whole @handle to find somebody new.'
              : 'You know nobody here yet. Type somebody’s @handle.'}
          </p>
        )}
      </div>
    </Panel>
  )
}
