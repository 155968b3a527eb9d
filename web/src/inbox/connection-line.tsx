import type { ChatEvents } from '@parley/client'
import { useChat, useChatEvent, useConnection } from '@parley/client/react'
import { useEffect, useState } from 'react'
import { useOnline } from '../hooks/use-online.ts'
import { explain } from '../names.ts'
import { Countdown } from '../ui/countdown.tsx'

/** A short cut is nobody's business: a state is shown only when it has lasted this long. */
const SHOW_AFTER_MS = 1_500

/** Whether what is seen is up to date; if not, why, and when the next attempt is made. */
export function ConnectionLine() {
  const chat = useChat()
  const state = useConnection()
  const hasNetwork = useOnline()
  const [isLong, setLong] = useState(false)
  const [{ retryAt, error }, setEvent] = useState<Partial<ChatEvents['connection']>>({})
  useChatEvent('connection', setEvent)
  const isCut = !hasNetwork || (state !== 'online' && state !== 'signed-out')
  useEffect(() => {
    if (!isCut) return setLong(false)
    const timer = setTimeout(() => setLong(true), SHOW_AFTER_MS)
    return () => clearTimeout(timer)
  }, [isCut])
  const again = () => void chat.connect().catch(() => {})
  return (
    <div className="connection" role="status">
      {isCut && isLong && (
        <p>
          <span className="grow">
            {hasNetwork ? wordsOf(state, error) : 'No network. What you write is sent later.'}
            {hasNetwork && state === 'waiting' && retryAt && <Countdown to={retryAt} />}
          </span>
          {hasNetwork && state !== 'connecting' && (
            <button type="button" className="link" onClick={again}>
              {state === 'replaced' ? 'Use here' : 'Try now'}
            </button>
          )}
        </p>
      )}
    </div>
  )
}

function wordsOf(state: ChatEvents['connection']['state'], error: unknown): string {
  if (state === 'connecting') return 'Connecting …'
  if (state === 'replaced') return 'This device is connected elsewhere.'
  if (error !== undefined) return explain(error)
  return 'The server cannot be reached. What you write is sent later.'
}
