import { setImmediate as turn } from 'node:timers/promises'
import type { Marks, MessageMark } from '../../ports.ts'
import type { MemoryInbox } from './inbox.ts'

/** Stars and hidden messages in memory. */
export function memoryMarks(inbox: Pick<MemoryInbox, 'noteMarked'>): Marks {
  const marks = new Map<string, Map<number, MessageMark>>()

  return {
    async put({ user }, conversation, seq, mark, now) {
      await turn()
      const key = `${user} ${conversation}`
      const held = marks.get(key) ?? new Map<number, MessageMark>()
      marks.set(key, held.set(seq, { starred: false, hidden: false, ...held.get(seq), ...mark }))
      return inbox.noteMarked(user, conversation, now)
    },
    async list(user, conversation, after, limit) {
      await turn()
      return [...(marks.get(`${user} ${conversation}`) ?? [])]
        .filter(([seq, { starred, hidden }]) => seq > after && (starred || hidden))
        .map(([seq, mark]) => ({ seq, ...mark }))
        .sort((a, b) => a.seq - b.seq)
        .slice(0, limit)
    },
  }
}
