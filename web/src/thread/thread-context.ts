import type { Conversation, Message } from '@parley/client'
import { createContext, useContext } from 'react'

/** What can be done from anywhere in the open conversation. */
export type ThreadActions = {
  readonly conversation: Conversation
  readonly reply: (message: Message) => void
  readonly edit: (message: Message) => void
  readonly forward: (message: Message) => void
  readonly info: (message: Message) => void
  readonly remove: (message: Message) => void
  readonly pickReaction: (message: Message) => void
  readonly showReactions: (message: Message) => void
  readonly look: (message: Message) => void
  readonly jumpTo: (seq: number) => void
  /** A message that is in the page. */
  readonly inView: (seq: number) => Message | undefined
}

export const ThreadContext = createContext<ThreadActions | undefined>(undefined)

/** The open conversation and its actions. */
export function useThread(): ThreadActions {
  const thread = useContext(ThreadContext)
  if (!thread) throw new Error('Put the component into a Thread.')
  return thread
}
