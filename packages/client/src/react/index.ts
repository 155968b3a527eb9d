/** React hooks over a client: put a `ChatProvider` around the app, then use what is there. */
export { ChatProvider, useChat, useNews } from './chat-provider.tsx'
export { usePresence } from './use-presence.ts'
