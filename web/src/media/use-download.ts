import type { Conversation, Message } from '@parley/client'
import { type Downloading, useAddresses } from '../hooks/use-addresses.ts'

/** Where a message's file is. */
export function useDownload(conversation: Conversation, message: Message): Downloading {
  return useAddresses(message.media?.media ?? '', (refused) => conversation.download(message, refused))
}
