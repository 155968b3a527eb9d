import { useMe } from '@parley/client/react'
import { type ReactNode, useState } from 'react'
import { nameOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Panel } from '../ui/panel.tsx'
import { Appearance } from './appearance.tsx'
import { Blocked } from './blocked.tsx'
import { Contacts } from './contacts.tsx'
import { Devices } from './devices.tsx'
import { Notifications } from './notifications.tsx'
import { Password } from './password.tsx'
import { Privacy } from './privacy.tsx'
import { Profile } from './profile.tsx'
import { useSignOut } from './use-sign-out.ts'
import { YourData } from './your-data.tsx'

type Page = { readonly icon: IconName; readonly about: string; readonly page: () => ReactNode }

const PAGES = {
  Profile: { icon: 'person', about: 'Name, handle, picture', page: Profile },
  Contacts: { icon: 'group', about: 'People you know, under your names for them', page: Contacts },
  Privacy: { icon: 'eye', about: 'Who sees what of you', page: Privacy },
  Blocked: { icon: 'block', about: 'Whom you do not hear', page: Blocked },
  Notifications: { icon: 'bell', about: 'Sounds, quiet hours, pushes', page: Notifications },
  Devices: { icon: 'device', about: 'Where you are signed in', page: Devices },
  Password: { icon: 'lock', about: 'Choose another one', page: Password },
  Appearance: { icon: 'moon', about: 'Light or dark', page: Appearance },
  'Your data': { icon: 'download', about: 'A copy of it, or an end to it', page: YourData },
} as const satisfies Record<string, Page>

/** One's own account, page by page. */
export function Account({ back }: { back: () => void }) {
  const me = useMe()
  const signOut = useSignOut()
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
          <h2>
            <bdi>{nameOf(me)}</bdi>
          </h2>
          <p className="faint-text">{`@${me.handle}`}</p>
        </div>
      )}
      <section className="actions">
        {(Object.entries(PAGES) as [keyof typeof PAGES, Page][]).map(([title, { icon, about }]) => (
          <button type="button" className="action" key={title} onClick={() => setOpen(title)}>
            <Icon name={icon} />
            <span className="action-words">
              {title}
              <small>{about}</small>
            </span>
          </button>
        ))}
        <button type="button" className="action danger" onClick={signOut}>
          <Icon name="exit" />
          Sign out
        </button>
      </section>
    </Panel>
  )
}
