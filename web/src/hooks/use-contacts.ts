import { useChat } from '@parley/client/react'
import { useEffect } from 'react'

/** Has the contacts at hand from the beginning: people are called by one's own names for them. */
export function useContacts(): void {
  const chat = useChat()
  useEffect(() => {
    const ask = () => void chat.contacts().catch(() => {})
    ask()
    return chat.on('connection', ({ state }) => {
      if (state === 'online') ask()
    })
  }, [chat])
}
