'use client'

/**
 * React hooks over a client, for React 18 and newer: put a `ChatProvider` around the app, then use what is there. They are
 * sound in StrictMode and with concurrent rendering, and draw on a server.
 */
export { ChatProvider, useChat } from './chat-provider.tsx'
export { useConnection, useMe, useSettings } from './use-account.ts'
export { useChatEvent } from './use-chat-event.ts'
export { useConversation, useStatus, useTypists } from './use-conversation.ts'
export { useConversations, useUnread } from './use-conversations.ts'
export { type Messages, useMessages } from './use-messages.ts'
export { useNews } from './use-news.ts'
export { usePerson, usePresence } from './use-people.ts'
