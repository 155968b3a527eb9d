import { setImmediate as turn } from 'node:timers/promises'
import type { ConnectionId } from '@parley/domain'
import type { Post } from '../../ports.ts'

export type MemoryPost = Post & {
  /** Opens a connection; one that was never opened is gone. */
  connect(connection: ConnectionId): void
  /** From now on posts to this connection end like this; `undefined`: as usual. */
  answer(connection: ConnectionId, outcome: 'throttled' | 'fault' | undefined): void
  /** What a connection has been sent, in order. */
  framesOf(connection: ConnectionId): string[]
  isOpen(connection: ConnectionId): boolean
}

/** Sockets that remember what they were sent. */
export function memoryPost(): MemoryPost {
  const frames = new Map<ConnectionId, string[]>()
  const open = new Set<ConnectionId>()
  const answers = new Map<ConnectionId, 'throttled' | 'fault' | undefined>()

  return {
    async send(connection, frame) {
      await turn()
      const answer = answers.get(connection)
      if (answer === 'fault') throw new Error('The connection API failed.')
      if (answer) return answer
      if (!open.has(connection)) return 'gone'
      frames.get(connection)?.push(frame)
      return 'sent'
    },
    async close(connection) {
      await turn()
      open.delete(connection)
    },
    connect(connection) {
      open.add(connection)
      frames.set(connection, [])
    },
    answer: (connection, outcome) => void answers.set(connection, outcome),
    framesOf: (connection) => frames.get(connection) ?? [],
    isOpen: (connection) => open.has(connection),
  }
}
