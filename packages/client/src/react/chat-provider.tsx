import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import type { ChatClient } from '../client-api.ts'
import type { Conversation } from '../conversation-api.ts'
import { News } from './news.ts'

const Chat = createContext<{ chat: ChatClient; news: News } | undefined>(undefined)

/** Gives all below it the client and what happens to it. */
export function ChatProvider({ chat, children }: { chat: ChatClient; children: ReactNode }) {
  const [value, setValue] = useState<{ chat: ChatClient; news: News }>()
  useEffect(() => {
    const news = new News(chat)
    setValue({ chat, news })
    return () => news.stop()
  }, [chat])
  return value && <Chat value={value}>{children}</Chat>
}

/** The client. */
export function useChat(): ChatClient {
  return useBoth().chat
}

/** Draws the component again with each news of a conversation; of all without one. */
export function useNews(of?: Conversation): number {
  const { news } = useBoth()
  const id = of?.id ?? ''
  const subscribe = useCallback((listener: () => void) => news.listen(id, listener), [news, id])
  return useSyncExternalStore(subscribe, () => news.count(id))
}

function useBoth() {
  const value = useContext(Chat)
  if (!value) throw new Error('Put the component below a ChatProvider.')
  return value
}
