import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { isNoticesChosen, useNoticesAllowed } from '../hooks/notices.ts'
import { Icon } from '../ui/icon.tsx'

/** Offers notifications, once there is somebody to be told of; never again after an answer. */
export function NoticesOffer() {
  const chat = useChat()
  const [isAnswered, setAnswered] = useState(isNoticesChosen)
  const [, setNotices] = useNoticesAllowed()
  if (isAnswered || !chat.conversations().some(({ unread }) => unread > 0)) return null
  const answer = (isWanted: boolean) => {
    setAnswered(true)
    setNotices(isWanted)
  }
  return (
    <section className="offer" aria-label="Notifications">
      <Icon name="sound" />
      <p>Be told of new messages while Parley is in the background?</p>
      <button type="button" className="link" onClick={() => answer(true)}>
        Turn on
      </button>
      <button type="button" className="link" onClick={() => answer(false)}>
        Not now
      </button>
    </section>
  )
}
