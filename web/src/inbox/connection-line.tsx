import type { ConnectionState } from '@parley/client'
import { useChat, useConnection } from '@parley/client/react'
import { useEffect, useState } from 'react'

/** A short cut is nobody's business: a state is shown only when it has lasted this long. */
const SHOW_AFTER_MS = 1_500

const WORDS: Partial<Record<ConnectionState, string>> = {
  connecting: 'Connecting …',
  waiting: 'Waiting for the network …',
  offline: 'Offline',
}

/** Whether what is seen is up to date. */
export function ConnectionLine() {
  const chat = useChat()
  const [shown, setShown] = useState<ConnectionState>('online')
  const state = useConnection()
  useEffect(() => {
    const timer = setTimeout(() => setShown(state), state === 'online' ? 0 : SHOW_AFTER_MS)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <div className="connection" role="status">
      {shown === 'replaced' && state === 'replaced' && (
        <p>
          This device is connected elsewhere.{' '}
          <button type="button" className="link" onClick={() => void chat.connect()}>
            Use here
          </button>
        </p>
      )}
      {state !== 'online' && WORDS[shown] && <p>{WORDS[shown]}</p>}
    </div>
  )
}
