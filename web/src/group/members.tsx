import type { Conversation, UserId } from '@parley/client'
import { useChat } from '@parley/client/react'
import { type MouseEvent, useState } from 'react'
import { goTo } from '../hooks/use-hash.ts'
import { useTry } from '../hooks/use-try.ts'
import { nameOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu, type MenuItem, type Place } from '../ui/menu.tsx'
import { Portal } from '../ui/portal.tsx'

const SHOWN = 30
const RANKS = { owner: 0, admin: 1, member: 2 }

type Props = { readonly conversation: Conversation; readonly add: (() => void) | undefined }

/** Who is in a group, those who lead it first. */
export function Members({ conversation, add }: Props) {
  const [isAll, setAll] = useState(false)
  const [menu, setMenu] = useState<{ user: UserId; at: Place }>()
  const itemsFor = useItems(conversation)
  const members = [...(conversation.about?.members ?? [])].sort((a, b) => RANKS[a.role] - RANKS[b.role])
  const open = (user: UserId) => (event: MouseEvent) => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect()
    if (itemsFor(user).length > 0) setMenu({ user, at: { x: left + 48, y: bottom } })
  }
  return (
    <section>
      <h3>{members.length === 1 ? '1 member' : `${members.length} members`}</h3>
      <ul className="people">
        {add && (
          <li>
            <button type="button" className="person" onClick={add}>
              <span className="avatar small">
                <Icon name="plus" />
              </span>
              Add members
            </button>
          </li>
        )}
        {members.slice(0, isAll ? members.length : SHOWN).map(({ user, role }) => (
          <MemberRow key={user} user={user} role={role} onClick={open(user)} />
        ))}
      </ul>
      {members.length > SHOWN && !isAll && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          Show all
        </button>
      )}
      {menu && (
        <Portal>
          {(into) => (
            <Menu
              label="Member"
              at={menu.at}
              items={itemsFor(menu.user)}
              close={() => setMenu(undefined)}
              into={into}
            />
          )}
        </Portal>
      )}
    </section>
  )
}

type RowProps = {
  readonly user: UserId
  readonly role: string
  readonly onClick: (event: MouseEvent) => void
}

function MemberRow({ user, role, onClick }: RowProps) {
  const chat = useChat()
  const person = chat.person(user)
  return (
    <li>
      <button type="button" className="person" onClick={onClick}>
        <Avatar id={user} name={nameOf(person)} person={person} size="small" />
        <span dir="auto">{user === chat.me?.user ? 'You' : nameOf(person)}</span>
        {role !== 'member' && <span className="tag">{role}</span>}
      </button>
    </li>
  )
}

function useItems(conversation: Conversation): (user: UserId) => MenuItem[] {
  const chat = useChat()
  const attempt = useTry()
  return (user) => {
    const mine = conversation.about?.role
    const theirs = conversation.about?.members.find((member) => member.user === user)?.role
    const { handle } = chat.person(user)
    if (user === chat.me?.user) return []
    const role = (to: 'owner' | 'admin' | 'member') => () => attempt(() => conversation.setRole(user, to))
    const isOver = mine === 'owner' || (mine === 'admin' && theirs === 'member')
    const item = (when: boolean, made: MenuItem): MenuItem[] => (when ? [made] : [])
    return [
      ...item(handle !== undefined, {
        icon: 'compose',
        label: 'Write a message',
        run: () => attempt(() => chat.openDirect(handle!).then(({ id }) => goTo(id))),
      }),
      ...item(isOver && theirs === 'member', { icon: 'star', label: 'Make admin', run: role('admin') }),
      ...item(mine === 'owner' && theirs === 'admin', {
        icon: 'person',
        label: 'Make member again',
        run: role('member'),
      }),
      ...item(mine === 'owner', { icon: 'group', label: 'Make owner', run: role('owner') }),
      ...item(isOver, {
        icon: 'exit',
        label: 'Remove from group',
        danger: true,
        run: () => attempt(() => conversation.removeMember(user)),
      }),
    ]
  }
}
