import type { Entry } from './entry.ts'
import type { ConnectionId, ConversationId, DeviceId, UserId } from './ids.ts'

/** A device's live socket. */
export type Socket = {
  readonly user: UserId
  readonly device: DeviceId
  readonly connection: ConnectionId
  /** When `$connect` registered it, milliseconds since the epoch. */
  readonly since: number
}

/** A post made before `$connect` has returned is answered "gone": a socket this young is not believed dead. */
export const CONNECT_GRACE_MS = 30_000

/** Whether a socket that was answered "gone" may be unregistered. */
export function isStale(socket: Socket, now: number): boolean {
  return now - socket.since > CONNECT_GRACE_MS
}

/** The entries of a batch, a list per conversation, each once and in order, whatever order they came in. */
export function byConversation(entries: readonly Entry[]): Map<ConversationId, Entry[]> {
  const groups = new Map<ConversationId, Map<number, Entry>>()
  for (const entry of entries) {
    const group = groups.get(entry.conversation) ?? new Map<number, Entry>()
    groups.set(entry.conversation, group.set(entry.seq, entry))
  }
  return new Map([...groups].map(([id, group]) => [id, [...group.values()].sort((a, b) => a.seq - b.seq)]))
}

/** What a socket must be sent of what its member may hear: all but what its own device appended (the ack told it). */
export function entriesFor(socket: Socket, entries: readonly Entry[]): Entry[] {
  return entries.filter((entry) => entry.from !== socket.user || entry.device !== socket.device)
}
