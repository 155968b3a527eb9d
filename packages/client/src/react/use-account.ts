import type { ConnectionState } from '../chat-events.ts'
import type { AccountSettings } from '../client-api.ts'
import type { Person } from '../person.ts'
import { useTopic } from './use-topic.ts'

/** Who is signed in on this device; undefined for nobody. */
export function useMe(): Person | undefined {
  return useTopic('me', (chat) => chat.me)
}

/** Whether what is shown is up to date. When the next attempt is made is in the event `connection`. */
export function useConnection(): ConnectionState {
  return useTopic('connection', (chat) => chat.connection)
}

/** The account's settings; changed by `ChatClient.updateSettings`, on whichever device. */
export function useSettings(): AccountSettings {
  return useTopic('settings', (chat) => chat.settings)
}
