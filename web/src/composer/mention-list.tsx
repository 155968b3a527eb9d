import type { Person } from '@parley/client'
import { nameOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'

type Props = {
  readonly people: readonly Person[]
  readonly chosen: number
  readonly choose: (index: number) => void
}

/** Who could be meant; the arrows choose, Enter takes. */
export function MentionList({ people, chosen, choose }: Props) {
  return (
    <div className="mention-list" role="listbox" aria-label="Mention" tabIndex={-1}>
      {people.map((person, index) => (
        <button
          type="button"
          role="option"
          key={person.user}
          aria-selected={index === chosen}
          onMouseDown={(event) => {
            event.preventDefault()
            choose(index)
          }}
        >
          <Avatar id={person.user} name={nameOf(person)} person={person} size="small" />
          <span dir="auto">{nameOf(person)}</span>
          <span className="faint-text">{`@${person.handle}`}</span>
        </button>
      ))}
    </div>
  )
}
