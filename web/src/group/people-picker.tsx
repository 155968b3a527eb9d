import type { Person, UserId } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { useKnown } from '../hooks/use-known.ts'
import { isCalled } from '../inbox/search.ts'
import { explain, nameOf, toHandle } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { ProblemLine } from '../ui/problem-line.tsx'
import { SearchField } from '../ui/search-field.tsx'

type Props = {
  readonly chosen: readonly Person[]
  readonly onChange: (chosen: readonly Person[]) => void
  readonly without?: readonly UserId[]
}

/** Chooses people: contacts and those one talks with, or anybody by handle. */
export function PeoplePicker({ chosen, onChange, without = [] }: Props) {
  const chat = useChat()
  const [query, setQuery] = useState('')
  const [problem, setProblem] = useState('')
  const known = useKnown().filter(({ user }) => !without.includes(user))
  const all = [...known, ...chosen.filter(({ user }) => !known.some((one) => one.user === user))]
  const wanted = toHandle(query)
  const shown = all.filter((one) => isCalled(one, query))
  const isChosen = (person: Person) => chosen.some(({ user }) => user === person.user)
  const toggle = (person: Person) =>
    onChange(isChosen(person) ? chosen.filter(({ user }) => user !== person.user) : [...chosen, person])
  const find = () =>
    chat.find(toHandle(query)).then(
      (person) => {
        setQuery('')
        setProblem('')
        if (!isChosen(person) && !without.includes(person.user)) onChange([...chosen, person])
      },
      (error: { code?: string }) =>
        setProblem(error.code === 'NOT_FOUND' ? `Nobody goes by @${toHandle(query)}.` : explain(error)),
    )
  return (
    <div className="people-picker">
      <SearchField
        label="Find people"
        placeholder="Name or @handle"
        value={query}
        onChange={(typed) => {
          setQuery(typed)
          setProblem('')
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          void find()
        }}
      />
      <ProblemLine words={problem} />
      <ul className="people">
        {shown.map((person) => (
          <li key={person.user}>
            <label className="person">
              <input type="checkbox" checked={isChosen(person)} onChange={() => toggle(person)} />
              <Avatar id={person.user} name={nameOf(person)} person={person} size="small" />
              <span className="grow">
                <bdi>{nameOf(person)}</bdi>
              </span>
              <span className="faint-text">{person.handle && `@${person.handle}`}</span>
            </label>
          </li>
        ))}
        {wanted && shown.length === 0 && (
          <li>
            <button type="button" className="person" onClick={() => void find()}>
              <Icon name="search" />
              {`Find @${wanted}`}
            </button>
          </li>
        )}
      </ul>
    </div>
  )
}
