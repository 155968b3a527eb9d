import { setImmediate as turn } from 'node:timers/promises'
import type { ConversationId, UserId } from '@parley/domain'
import type { Belongings } from '../../ports.ts'
import { INBOX } from '../chat-keys.ts'

export type MemoryBelongings = Belongings & {
  /** Keeps an item of a person, by its sort key. */
  keep(user: UserId, sk: string): Promise<void>
  of(user: UserId): Promise<string[]>
}

/** What each person has in the Chat table, in memory: the keys alone. */
export function memoryBelongings(): MemoryBelongings {
  const items = new Map<UserId, Set<string>>()
  const of = (user: UserId) => [...(items.get(user) ?? [])].sort()

  return {
    async conversations(user, after, limit) {
      await turn()
      const rows = of(user).filter((sk) => sk.startsWith(INBOX))
      const found = rows.map((sk) => sk.slice(INBOX.length) as ConversationId)
      return found.filter((id) => after === undefined || id > after).slice(0, limit)
    },
    async remove(user, limit) {
      await turn()
      const gone = of(user).filter((sk) => sk !== 'PROFILE' && sk !== 'SOCKETS')
      for (const sk of gone.slice(0, limit)) items.get(user)?.delete(sk)
      return gone.length > limit
    },
    async keep(user, sk) {
      await turn()
      items.set(user, new Set([...of(user), sk]))
    },
    async of(user) {
      await turn()
      return of(user)
    },
  }
}
