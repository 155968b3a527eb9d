import { useChat, useMe } from '@parley/client/react'
import { useState } from 'react'
import { nameOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Panel } from '../ui/panel.tsx'
import { Appearance } from './appearance.tsx'
import { Blocked } from './blocked.tsx'
import { Contacts } from './contacts.tsx'
import { Devices } from './devices.tsx'
import { Password } from './password.tsx'
import { Privacy } from './privacy.tsx'
import { Profile } from './profile.tsx'

const PAGES = {
  Profile: { icon: 'person', page: Profile },
  Contacts: { icon: 'group', page: Contacts },
  Privacy: { icon: 'info', page: Privacy },
  Blocked: { icon: 'block', page: Blocked },
  Devices: { icon: 'settings', page: Devices },
  Password: { icon: 'edit', page: Password },
  'Appearance and sound': { icon: 'image', page: Appearance },
} as const satisfies Record<string, { icon: IconName; page: () => React.ReactNode }>

/** One's own account, page by page. */
export function Account({ back }: { back: () => void }) {
  const chat = useChat()
  const me = useMe()
  const [open, setOpen] = useState<keyof typeof PAGES>()
  if (open) {
    const { page: Page } = PAGES[open]
    return (
      <Panel key={open} title={open} back={() => setOpen(undefined)}>
        <Page />
      </Panel>
    )
  }
  return (
    <Panel key="account" title="Settings" back={back}>
      {me && (
        <div className="about-top">
          <Avatar id={me.user} name={nameOf(me)} person={me} size="large" />
          <h2 dir="auto">{nameOf(me)}</h2>
          <p className="faint-text">{`@${me.handle}`}</p>
        </div>
      )}
      <section className="actions">
        {Object.entries(PAGES).map(([title, { icon }]) => (
          <button
            type="button"
            className="action"
            key={title}
            onClick={() => setOpen(title as keyof typeof PAGES)}
          >
            <Icon name={icon} />
            {title}
          </button>
        ))}
        <button type="button" className="action danger" onClick={() => void chat.signOut()}>
          <Icon name="exit" />
          Sign out
        </button>
      </section>
    </Panel>
  )
}
