import { setImmediate as turn } from 'node:timers/promises'
import { type ConversationId, EMPTY_HEAD, type Entry, headOf } from '@parley/domain'
import type { MessageLog, Page } from '../../ports.ts'
import { LINGERS_MS } from '../entry-item.ts'
import { amended } from './amended.ts'
import { type MemoryConversations, memoryConversations } from './conversations.ts'

/**
 * Logs in memory. Calls take effect a turn later, so that those made at once interleave as over a network;
 * then at once and whole, with everything that goes along. By the clock, what may vanish does.
 */
export function memoryMessageLog(
  conversations: MemoryConversations = memoryConversations(),
  now: () => number = () => 0,
): MessageLog {
  const logs = new Map<ConversationId, Entry[]>()
  const ends = new Map<ConversationId, number>()
  const vanishing = new Map<string, number>()
  const isThere = ({ conversation, seq }: Entry) =>
    (vanishing.get(`${conversation}/${seq}`) ?? Number.POSITIVE_INFINITY) > now()
  const logOf = (conversation: ConversationId) => (logs.get(conversation) ?? []).filter(isThere)
  const find = (conversation: ConversationId, seq: number) =>
    logOf(conversation).find((entry) => entry.seq === seq)

  return {
    async place(entry, along = {}) {
      await turn()
      const { conversation } = entry
      const end = ends.get(conversation) ?? 0
      // DynamoDB would take it: the caller's duty is checked here, for every test that appends.
      if (entry.seq > end + 1) throw new Error(`A gap: ${entry.seq} after ${end}.`)
      const occupant = find(conversation, entry.seq)
      if (occupant) return occupant
      if (entry.seq <= end) throw new Error(`Position ${entry.seq} has vanished and is taken again.`)
      const log = logOf(conversation).map((earlier) =>
        (along.amended ?? [])
          .filter(({ seq }) => seq === earlier.seq)
          .reduce((now, amendment) => amended(now, amendment), earlier),
      )
      const missing = along.amended?.find(({ seq }) => !log.some((earlier) => earlier.seq === seq))
      if (missing) throw new Error(`There is no entry ${missing.seq} to amend.`)
      logs.set(conversation, [...log, entry])
      ends.set(conversation, entry.seq)
      conversations.keep(conversation, along)
      return undefined
    },
    async from(conversation, seq, limit) {
      await turn()
      return page(
        logOf(conversation).filter((entry) => entry.seq >= seq),
        limit,
      )
    },
    async below(conversation, seq, limit) {
      await turn()
      const entries = logOf(conversation).filter((entry) => seq === undefined || entry.seq < seq)
      return page(entries.toReversed(), limit)
    },
    async at(positions) {
      await turn()
      return positions.flatMap(({ conversation, seq }) => find(conversation, seq) ?? [])
    },
    async head(conversation) {
      await turn()
      const last = logOf(conversation).at(-1)
      return last ? headOf(last) : EMPTY_HEAD
    },
    async mayVanish({ conversation, seq, expires }) {
      await turn()
      if (expires !== undefined) vanishing.set(`${conversation}/${seq}`, expires + LINGERS_MS)
    },
  }
}

function page(entries: Entry[], limit: number): Page {
  return { entries: entries.slice(0, limit), more: entries.length >= limit }
}
