import type { AccountSettings, Audience } from '@parley/client'
import { useChat, useSettings } from '@parley/client/react'
import { useId } from 'react'
import { useTry } from '../hooks/use-try.ts'

const WORDS = {
  lastSeen: 'When I am online',
  readReceipts: 'What I have read',
  picture: 'My picture',
  findable: 'Find me by my handle',
} as const

/** Who sees what of oneself. */
export function Privacy() {
  const chat = useChat()
  const attempt = useTry()
  const settings = useSettings()
  return (
    <div className="form">
      {(Object.keys(WORDS) as (keyof typeof WORDS)[]).map((name) => (
        <AudienceChoice
          key={name}
          label={WORDS[name]}
          value={settings[name]}
          onChange={(value) =>
            attempt(() => chat.updateSettings({ [name]: value } as Partial<AccountSettings>))
          }
        />
      ))}
      <label className="check">
        <input
          type="checkbox"
          checked={settings.pushPreviews}
          onChange={({ target }) => attempt(() => chat.updateSettings({ pushPreviews: target.checked }))}
        />
        Pushes to my phone say what was written
      </label>
      <p className="faint-text">
        Hide from everybody when you are online or what you have read, and you are not told either.
      </p>
    </div>
  )
}

type Props = {
  readonly label: string
  readonly value: Audience
  readonly onChange: (value: Audience) => void
}

function AudienceChoice({ label, value, onChange }: Props) {
  const id = useId()
  return (
    <div className="setting">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value as Audience)}>
        <option value="everyone">Everybody</option>
        <option value="contacts">My contacts</option>
        <option value="nobody">Nobody</option>
      </select>
    </div>
  )
}
