import { setImmediate as turn } from 'node:timers/promises'
import { advance, type ConversationId, EMPTY_HEAD, isAhead, NOTHING_SEEN, type UserId } from '@parley/domain'
import type { Inbox, InboxRow } from '../../ports.ts'

type Stored = { readonly row: InboxRow; readonly changed: number }

/** Inbox rows in memory. */
export function memoryInbox(): Inbox {
  const inboxes = new Map<UserId, Map<ConversationId, Stored>>()
  const inboxOf = (user: UserId) => inboxes.get(user) ?? new Map<ConversationId, Stored>()

  return {
    async advance(user, entry, preview, ownFrom, now) {
      await turn()
      const { seq, n, at, from } = entry
      change(user, entry.conversation, now, (row) => {
        const headed = seq > row.head.seq ? { ...row, head: { seq, n }, at, from, preview } : row
        const { read } = row.mine
        if (ownFrom === undefined || read < ownFrom - 1 || read >= seq) return headed
        return { ...headed, mine: advance(row.mine, { read: seq }, seq), readN: n }
      })
    },
    async mark({ user }, conversation, mark, now) {
      await turn()
      return change(user, conversation, now, (row) => {
        const mine = advance(row.mine, mark, Number.POSITIVE_INFINITY)
        if (!isAhead(mine, row.mine)) return row
        return { ...row, mine, readN: mine.read > row.mine.read ? mark.readN : row.readN }
      })
    },
    async peerMark(user, conversation, { delivered, read }, now) {
      await turn()
      change(user, conversation, now, (row) => {
        const { peer } = row
        const isLater = delivered > peer.delivered || (delivered === peer.delivered && read > peer.read)
        return isLater ? { ...row, peer: { delivered, read } } : row
      })
    },
    async row(user, conversation) {
      await turn()
      return inboxOf(user).get(conversation)?.row
    },
    async changed(user, since, resume, limit) {
      await turn()
      const all = [...inboxOf(user).values()].sort((a, b) =>
        a.row.conversation < b.row.conversation ? -1 : 1,
      )
      const left = all.filter(({ row }) => resume === undefined || row.conversation > resume)
      const page = left.slice(0, limit)
      const last = page.at(-1)
      return {
        rows: page.filter(({ changed }) => changed >= since).map(({ row }) => row),
        ...(last && page.length === limit ? { next: last.row.conversation } : {}),
      }
    },
  }

  /** Whether the row is another now. */
  function change(
    user: UserId,
    conversation: ConversationId,
    now: number,
    next: (row: InboxRow) => InboxRow,
  ): boolean {
    const before = inboxOf(user).get(conversation)?.row ?? empty(conversation)
    const row = next(before)
    if (row === before) return false
    inboxes.set(user, inboxOf(user).set(conversation, { row, changed: now }))
    return true
  }
}

function empty(conversation: ConversationId): InboxRow {
  return { conversation, head: EMPTY_HEAD, at: 0, mine: NOTHING_SEEN, readN: 0, peer: NOTHING_SEEN }
}
