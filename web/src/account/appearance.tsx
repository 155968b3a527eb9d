import { useId, useState } from 'react'
import { isSoundOn, setSound } from '../hooks/sound.ts'
import { type Theme, useTheme } from '../hooks/use-theme.ts'

/** How it looks and sounds on this device. */
export function Appearance() {
  const id = useId()
  const [theme, setTheme] = useTheme()
  const [isOn, setOn] = useState(isSoundOn)
  const hasNotices = 'Notification' in window
  const [permission, setPermission] = useState(hasNotices ? Notification.permission : 'denied')
  return (
    <div className="form">
      <div className="setting">
        <label htmlFor={id}>Theme</label>
        <select id={id} value={theme} onChange={({ target }) => setTheme(target.value as Theme)}>
          <option value="system">As the system</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ target }) => {
            setSound(target.checked)
            setOn(target.checked)
          }}
        />
        A sound for new messages
      </label>
      {hasNotices && permission !== 'granted' && (
        <button
          type="button"
          className="secondary"
          disabled={permission === 'denied'}
          onClick={() => void Notification.requestPermission().then(setPermission)}
        >
          {permission === 'denied' ? 'Notifications are blocked in this browser' : 'Allow notifications'}
        </button>
      )}
    </div>
  )
}
