import { useChat } from '@parley/client/react'
import { useEffect } from 'react'
import { isCarrying } from '../media/carrying.ts'

/** The browser asks before it leaves a page that has to bring a large file up; whatever else is on its way is kept. */
export function useLeaving(): void {
  const chat = useChat()
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => isCarrying(chat.conversations()) && event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [chat])
}
