import type { Role, UserId } from '@parley/client'
import { useChat, usePresence } from '@parley/client/react'
import type { MouseEvent } from 'react'
import { nameOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'

type Props = {
  readonly user: UserId
  readonly role: Role
  /** Undefined where there is nothing to be done with this member. */
  readonly onMenu: ((event: MouseEvent) => void) | undefined
}

/** Somebody in a group, and whether they are there now. */
export function MemberRow({ user, role, onMenu }: Props) {
  const chat = useChat()
  const person = chat.person(user)
  const presence = usePresence(user)
  const words = (
    <>
      <Avatar id={user} name={nameOf(person)} person={person} size="small" />
      <span className="grow">
        <bdi>{user === chat.me?.user ? 'You' : nameOf(person)}</bdi>
        <small className={presence?.online ? 'online' : 'faint-text'}>
          {presence?.online ? 'online' : person.handle && `@${person.handle}`}
        </small>
      </span>
      {role !== 'member' && <span className="tag">{role}</span>}
    </>
  )
  return (
    <li>
      {onMenu ? (
        <button
          type="button"
          className="person"
          aria-haspopup="menu"
          onClick={onMenu}
          onContextMenu={(event) => {
            event.preventDefault()
            onMenu(event)
          }}
        >
          {words}
        </button>
      ) : (
        <div className="person">{words}</div>
      )}
    </li>
  )
}
