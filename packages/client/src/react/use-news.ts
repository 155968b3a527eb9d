import type { Conversation } from '../conversation-api.ts'
import { useCount } from './use-topic.ts'

/**
 * Draws the component again with each news of a conversation; of anything at all without one. Another number each time,
 * for what depends on it. The other hooks are made of this, and draw less often where they can.
 */
export function useNews(of?: Conversation): number {
  return useCount(of?.id ?? '')
}
