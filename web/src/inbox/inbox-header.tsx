import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { useSignOut } from '../account/use-sign-out.ts'
import type { Side } from '../home.tsx'
import { nameOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, type Place } from '../ui/menu.tsx'

type Props = {
  readonly side: Side
  readonly setSide: (side: Side) => void
  readonly showHelp: () => void
}

/** Above the list: oneself, and what can be begun. */
export function InboxHeader({ side, setSide, showHelp }: Props) {
  const chat = useChat()
  const signOut = useSignOut()
  const [menu, setMenu] = useState<Place>()
  const { me } = chat
  if (!me) return null
  if (side === 'archived' || side === 'starred') {
    return (
      <header className="bar">
        <IconButton icon="back" label="Back to chats" onClick={() => setSide('chats')} />
        <h1>{side === 'archived' ? 'Archived' : 'Starred'}</h1>
      </header>
    )
  }
  return (
    <header className="bar">
      <button type="button" className="me" onClick={() => setSide('account')}>
        <Avatar id={me.user} name={nameOf(me)} person={me} size="small" />
        <span className="hidden">Your account </span>
        <span className="handle">{`@${me.handle ?? ''}`}</span>
      </button>
      <h1 className="hidden">Chats</h1>
      <IconButton icon="compose" label="New chat" onClick={() => setSide('new-chat')} />
      <IconButton icon="group" label="New group" onClick={() => setSide('new-group')} />
      <IconButton
        icon="more"
        label="Menu"
        aria-haspopup="menu"
        onClick={({ currentTarget }) => {
          const { left, bottom } = currentTarget.getBoundingClientRect()
          setMenu({ x: left, y: bottom + 4 })
        }}
      />
      {menu && (
        <Menu
          label="Menu"
          at={menu}
          close={() => setMenu(undefined)}
          items={[
            { icon: 'group', label: 'New group', run: () => setSide('new-group') },
            { icon: 'star', label: 'Starred messages', run: () => setSide('starred') },
            { icon: 'archive', label: 'Archived chats', run: () => setSide('archived') },
            { icon: 'settings', label: 'Settings', run: () => setSide('account') },
            { icon: 'keyboard', label: 'Keyboard shortcuts', run: showHelp },
            { icon: 'exit', label: 'Sign out', danger: true, run: signOut },
          ]}
        />
      )}
    </header>
  )
}
