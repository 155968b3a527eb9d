import { useChat, useSettings } from '@parley/client/react'
import { useState } from 'react'
import { useNoticesAllowed } from '../hooks/notices.ts'
import { isSoundOn, playSound, setSound } from '../hooks/sound.ts'
import { Switch } from '../ui/switch.tsx'
import { QuietHours } from './quiet-hours.tsx'

const WORDS = {
  on: 'Shown while Parley is in the background.',
  off: 'Parley asks your browser for the permission.',
  blocked: 'Your browser blocks them: allow them in its settings for this site.',
  none: 'This browser has none.',
} as const

/** What is told of new messages, in this browser and on phones. */
export function Notifications() {
  const chat = useChat()
  const settings = useSettings()
  const [notices, setNotices] = useNoticesAllowed()
  const [isSound, setIsSound] = useState(isSoundOn)
  return (
    <div className="form">
      <h2>In this browser</h2>
      <Switch
        label="Notifications of new messages"
        isOn={notices === 'on'}
        disabled={notices === 'blocked' || notices === 'none'}
        onChange={setNotices}
        hint={WORDS[notices]}
      />
      <Switch
        label="A sound for new messages"
        isOn={isSound}
        onChange={(isOn) => {
          setSound(isOn)
          setIsSound(isOn)
          if (isOn) playSound()
        }}
      />
      <h2>Everywhere</h2>
      <QuietHours />
      <Switch
        label="Pushes say what was written"
        isOn={settings.pushPreviews}
        onChange={(pushPreviews) => chat.updateSettings({ pushPreviews })}
        hint="On the lock screens of your phones. Otherwise they say only that there is something new."
      />
      <p className="faint-text">
        A muted chat is told of only when somebody mentions you, an archived one never.
      </p>
    </div>
  )
}
