import { type AccountSettings, type Conversation, isQuiet, type Message, type UserId } from '@parley/client'
import { useState } from 'react'
import { saved } from '../start/saved.ts'

const KEY = 'parley-notices'
const NEW_MS = 60_000

/** Whether the system shows new messages: chosen here and allowed by the browser, not chosen, refused, or not to be had. */
export type Notices = 'on' | 'off' | 'blocked' | 'none'

function noticesNow(): Notices {
  if (!('Notification' in window)) return 'none'
  if (Notification.permission === 'denied') return 'blocked'
  return Notification.permission === 'granted' && saved.get(KEY) !== 'off' ? 'on' : 'off'
}

/** Whether notifications may be shown now. */
export function areNoticesOn(): boolean {
  return noticesNow() === 'on'
}

/** Whether one has ever said yes or no to notifications in this browser. */
export function isNoticesChosen(): boolean {
  return noticesNow() !== 'off' || saved.get(KEY) !== undefined
}

/** Whether notifications are shown in this browser, and a way to choose; choosing them asks for the permission. */
export function useNoticesAllowed(): readonly [Notices, (isOn: boolean) => void] {
  const [notices, setNotices] = useState(noticesNow)
  const choose = (isOn: boolean) => {
    saved.set(KEY, isOn ? 'on' : 'off')
    const asked = isOn ? Notification.requestPermission() : Promise.resolve()
    void asked.then(() => setNotices(noticesNow()))
  }
  return [notices, choose]
}

/** Whether a message is to be told of at all: new, somebody else's, unread, and nothing one has chosen not to hear. */
export function isNews(
  { chosen, mine }: Pick<Conversation, 'chosen' | 'mine'>,
  message: Message,
  { me, settings, now }: { me: UserId | undefined; settings: AccountSettings; now: number },
): boolean {
  if (message.mine || message.kind !== 'message' || message.seq <= mine.read) return false
  if (now - message.at > NEW_MS || chosen.archived || chosen.blocked) return false
  const isForMe = me !== undefined && message.mentions?.includes(me)
  if (chosen.mutedUntil !== undefined && !isForMe) return false
  return !isQuiet(settings.quietHours, now)
}
