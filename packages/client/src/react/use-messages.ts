import { useCallback, useEffect, useState } from 'react'
import type { Conversation } from '../conversation-api.ts'
import type { ParleyError } from '../error.ts'
import type { Message, Outgoing } from '../message.ts'
import { useConnection } from './use-account.ts'
import { useConversation } from './use-conversation.ts'

/** What `useMessages` gives. */
export type Messages = {
  /** In order; another array whenever one of them, or their number, has changed. */
  readonly messages: readonly Message[]
  /** What is on its way: shown after `messages`. */
  readonly pending: readonly Outgoing[]
  /** Whether there are older ones. */
  readonly more: boolean
  readonly isLoading: boolean
  /** Why the last page could not be had; it is tried again by `loadOlder`. */
  readonly error: ParleyError | undefined
  /** Loads the page before `messages`, once however often it is called meanwhile. The same function for a conversation. */
  readonly loadOlder: () => Promise<void>
}

type Loading = { readonly of: Conversation; readonly isLoading: boolean; readonly error?: ParleyError }

const PAGE = 50
/** A page may hold nothing that is shown; after so many of them it is enough for once. */
const PAGES_MAX = 20

/**
 * The messages of a conversation, with its newest page loaded, and a way to those before them. `page`: how many are loaded
 * at a time, 1 to 200. What could not be loaded at first is asked for again when the client is next online.
 */
export function useMessages(conversation: Conversation, { page = PAGE }: { page?: number } = {}): Messages {
  const { messages, pending, more } = useConversation(conversation)
  const isOnline = useConnection() === 'online'
  const [state, setState] = useState<Loading>({ of: conversation, isLoading: false })
  const loadOlder = useCallback(async () => {
    if (!conversation.more) return
    const become = (next: Loading) => setState((now) => (now.of === conversation ? next : now))
    setState({ of: conversation, isLoading: true })
    await older(conversation, page).then(
      () => become({ of: conversation, isLoading: false }),
      (error: ParleyError) => become({ of: conversation, isLoading: false, error }),
    )
  }, [conversation, page])

  const isEmpty = messages.length === 0
  // Coming online is a reason to ask again.
  useEffect(() => {
    if (isEmpty) void loadOlder()
  }, [isEmpty, isOnline, loadOlder])

  const { isLoading, error } = state.of === conversation ? state : { isLoading: false, error: undefined }
  return { messages, pending, more, isLoading: isLoading || (isEmpty && more && !error), error, loadOlder }
}

async function older(conversation: Conversation, limit: number): Promise<void> {
  const { length } = conversation.messages
  const isMissing = () => conversation.more && conversation.messages.length === length
  for (let page = 0; page < PAGES_MAX && isMissing(); page++) await conversation.history({ limit })
}
