import type { Conversation, UserId } from '@parley/client'
import { useChat } from '@parley/client/react'
import { type MouseEvent, useState } from 'react'
import { nameOf } from '../names.ts'
import { Icon } from '../ui/icon.tsx'
import { Menu, type Place } from '../ui/menu.tsx'
import { Portal } from '../ui/portal.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { MemberRow } from './member-row.tsx'
import { byRank } from './rights.ts'
import { useMemberMenu } from './use-member-menu.ts'

const SHOWN = 30
const SEARCHED_FROM = 8

type Props = { readonly conversation: Conversation; readonly add: (() => void) | undefined }

/** Who is in a group, those who lead it first; of many, those one looks for. */
export function Members({ conversation, add }: Props) {
  const chat = useChat()
  const [query, setQuery] = useState('')
  const [shown, setShown] = useState(SHOWN)
  const [menu, setMenu] = useState<{ user: UserId; at: Place }>()
  const itemsFor = useMemberMenu(conversation)
  const members = conversation.about?.members ?? []
  const wanted = query.trim().replace(/^@/, '').toLowerCase()
  const found = members
    .map((member) => ({ ...member, ...chat.person(member.user), name: nameOf(chat.person(member.user)) }))
    .filter(({ name, handle }) => `${name}\n${handle ?? ''}`.toLowerCase().includes(wanted))
    .sort(byRank)
  const openMenu = (user: UserId) => (event: MouseEvent) => {
    const { left, bottom } = event.currentTarget.getBoundingClientRect()
    setMenu({ user, at: { x: left + 48, y: bottom } })
  }
  return (
    <section>
      <h3>{members.length === 1 ? '1 member' : `${members.length} members`}</h3>
      {members.length >= SEARCHED_FROM && (
        <SearchField label="Find members" placeholder="Find members" value={query} onChange={setQuery} />
      )}
      <ul className="people" aria-label="Members">
        {add && !wanted && (
          <li>
            <button type="button" className="person" onClick={add}>
              <span className="avatar small">
                <Icon name="plus" />
              </span>
              Add members
            </button>
          </li>
        )}
        {found.slice(0, shown).map(({ user, role }) => (
          <MemberRow
            key={user}
            user={user}
            role={role}
            onMenu={itemsFor(user).length > 0 ? openMenu(user) : undefined}
          />
        ))}
        {found.length === 0 && <li className="empty">Nobody of that name is in this group.</li>}
      </ul>
      {found.length > shown && (
        <button type="button" className="link" onClick={() => setShown(shown * 2)}>
          Show more
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
