import type { AccountSettings, Audience } from '@parley/client'
import { useChat, useSettings } from '@parley/client/react'
import { Choice } from '../ui/choice.tsx'

type Name = 'lastSeen' | 'readReceipts' | 'picture' | 'findable'

const AUDIENCES: Record<Audience, string> = {
  everyone: 'Everybody',
  contacts: 'My contacts',
  nobody: 'Nobody',
}
const LABELS: Record<Name, string> = {
  lastSeen: 'Who sees when I am online',
  readReceipts: 'Who sees what I have read',
  picture: 'Who sees my picture',
  findable: 'Who finds me by my handle',
}
const CONSEQUENCES: Record<Name, Record<Audience, string>> = {
  lastSeen: {
    everyone: 'Whoever has a chat with you open sees whether you are there, and when you were last.',
    contacts: 'Others see nothing of it.',
    nobody: 'You do not see either when others are or were online.',
  },
  readReceipts: {
    everyone: 'Whoever writes to you sees when you have read it.',
    contacts: 'For others your ticks stay at “delivered”.',
    nobody: 'You do not see either what others have read: ticks stay at “delivered”.',
  },
  picture: {
    everyone: 'It is shown beside your name.',
    contacts: 'Others see your initials.',
    nobody: 'Everybody sees your initials.',
  },
  findable: {
    everyone: 'Whoever knows your handle can write to you.',
    contacts: 'Others are told that nobody goes by your handle. Chats you have stay.',
    nobody: 'Everybody is told that nobody goes by your handle. Chats you have stay.',
  },
}

/** Who sees what of oneself, and what follows from that. */
export function Privacy() {
  const chat = useChat()
  const settings = useSettings()
  return (
    <div className="form">
      {(Object.keys(LABELS) as Name[]).map((name) => (
        <Choice
          key={name}
          label={LABELS[name]}
          value={settings[name]}
          options={AUDIENCES}
          hint={CONSEQUENCES[name][settings[name]]}
          onChange={(value) => chat.updateSettings({ [name]: value } as Partial<AccountSettings>)}
        />
      ))}
      <p className="faint-text">Contacts are those whom you have added under “Contacts”.</p>
    </div>
  )
}
