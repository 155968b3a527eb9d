import { setImmediate as turn } from 'node:timers/promises'
import { type ConversationId, EMPTY_HEAD, type Entry } from '@parley/domain'
import type { MessageLog, Page } from '../../ports.ts'

/** Logs in memory. Calls take effect a turn later, so that those made at once interleave as over a network. */
export function memoryMessageLog(): MessageLog {
  const logs = new Map<ConversationId, Entry[]>()
  const logOf = (conversation: ConversationId) => logs.get(conversation) ?? []

  return {
    async place(entry) {
      await turn()
      const log = logOf(entry.conversation)
      // DynamoDB would take it: the caller's duty is checked here, for every test that appends.
      if (entry.seq > log.length + 1) throw new Error(`A gap: ${entry.seq} after ${log.length}.`)
      const occupant = log[entry.seq - 1]
      if (!occupant) logs.set(entry.conversation, [...log, entry])
      return occupant
    },
    async from(conversation, seq, limit) {
      await turn()
      return page(logOf(conversation).slice(seq - 1), limit)
    },
    async below(conversation, seq, limit) {
      await turn()
      return page(
        logOf(conversation)
          .slice(0, seq && seq - 1)
          .toReversed(),
        limit,
      )
    },
    async at(positions) {
      await turn()
      return positions.flatMap(({ conversation, seq }) => logOf(conversation)[seq - 1] ?? [])
    },
    async head(conversation) {
      await turn()
      const last = logOf(conversation).at(-1)
      return last ? { seq: last.seq, n: last.n } : EMPTY_HEAD
    },
  }
}

function page(entries: Entry[], limit: number): Page {
  return { entries: entries.slice(0, limit), more: entries.length >= limit }
}
