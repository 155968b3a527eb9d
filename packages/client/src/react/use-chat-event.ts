import { useEffect, useInsertionEffect, useRef } from 'react'
import type { ChatEvents } from '../chat-events.ts'
import { useChat } from './chat-provider.tsx'

/** Hears an event for as long as the component is shown: to notify, to play a sound, to say what went wrong. */
export function useChatEvent<Name extends keyof ChatEvents>(
  name: Name,
  listener: (event: ChatEvents[Name]) => void,
): void {
  const chat = useChat()
  const latest = useRef(listener)
  useInsertionEffect(() => {
    latest.current = listener
  })
  useEffect(() => chat.on(name, (event) => latest.current(event)), [chat, name])
}
