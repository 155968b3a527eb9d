import { createContext, type ReactNode, useContext } from 'react'
import type { ChatClient } from '../client-api.ts'

const Chat = createContext<ChatClient | undefined>(undefined)

/** Gives all below it the client. */
export function ChatProvider({ chat, children }: { chat: ChatClient; children: ReactNode }) {
  return <Chat.Provider value={chat}>{children}</Chat.Provider>
}

/** The client, to do something with. It is the same object for ever: what is shown of it comes from the other hooks. */
export function useChat(): ChatClient {
  const chat = useContext(Chat)
  if (!chat) throw new Error('Put the component below a ChatProvider.')
  return chat
}
