import { setImmediate as turn } from 'node:timers/promises'
import type { ConversationId, UserId } from '@parley/domain'
import type { ChoiceNews, ReceiptNews } from '../../delivery/announcement.ts'
import type { Inbox, InboxRow, Speaker } from '../../ports.ts'
import {
  afterBlock,
  afterChoice,
  afterEnlisting,
  afterMark,
  afterMarking,
  afterPeerMark,
  afterUnblock,
  afterUndelivered,
} from '../inbox-changes.ts'
import { afterNews } from '../inbox-news.ts'
import { type RowChange, type StoredRow, toRow } from '../inbox-row.ts'

type Held = { readonly row: StoredRow; readonly changed: number }
export type MemoryInbox = Inbox & {
  /** As the marks of DynamoDB note it on a row; the time noted. */
  noteMarked(user: UserId, conversation: ConversationId, now: number): number
  /** Hears what the table's stream tells of. */
  onSaid(listener: (news: ReceiptNews | ChoiceNews) => void): void
}
type Said = ReceiptNews['type'] | ChoiceNews['type']

/** Inbox rows in memory: what changes a row is decided as in the table, and done at once. */
export function memoryInbox(): MemoryInbox {
  const inboxes = new Map<UserId, Map<ConversationId, Held>>()
  const inboxOf = (user: UserId) => inboxes.get(user) ?? new Map<ConversationId, Held>()
  const rowOf = (user: UserId, conversation: ConversationId) => inboxOf(user).get(conversation)?.row ?? {}
  let listener: (news: ReceiptNews | ChoiceNews) => void = () => {}

  return {
    async advance(user, news, now) {
      await turn()
      const { change, isHeard } = afterNews(rowOf(user, news.conversation), news)
      apply(user, news.conversation, change, now)
      return isHeard
    },
    async mark(speaker, conversation, mark, isShown, now) {
      await turn()
      const change = afterMark(rowOf(speaker.user, conversation), mark, isShown)
      return say('receipt', speaker, conversation, change, now)
    },
    async peerMark(user, conversation, peer, now) {
      await turn()
      apply(user, conversation, afterPeerMark(rowOf(user, conversation), peer), now)
    },
    async choose(speaker, conversation, choice, now) {
      await turn()
      const { user } = speaker
      say('choice', speaker, conversation, afterChoice(rowOf(user, conversation), choice, now), now)
      return toRow(conversation, rowOf(user, conversation))
    },
    async block(speaker, conversation, now) {
      await turn()
      const { user } = speaker
      say('choice', speaker, conversation, afterBlock(rowOf(user, conversation)), now)
      return toRow(conversation, rowOf(user, conversation))
    },
    async unblock(speaker, conversation, seq, now) {
      await turn()
      const { user } = speaker
      say('choice', speaker, conversation, afterUnblock(rowOf(user, conversation), seq), now)
      return toRow(conversation, rowOf(user, conversation))
    },
    async enlist(user, conversation, title, end, comesIn, now) {
      await turn()
      apply(user, conversation, afterEnlisting(rowOf(user, conversation), title, end, comesIn, now), now)
    },
    async undelivered(user, conversation, seq, now) {
      await turn()
      apply(user, conversation, afterUndelivered(rowOf(user, conversation), seq), now)
    },
    async row(user, conversation) {
      await turn()
      const held = inboxOf(user).get(conversation)
      return held && toRow(conversation, held.row)
    },
    async rows(keys) {
      await turn()
      const found = new Map<string, InboxRow & { user: UserId }>()
      for (const { user, conversation } of keys) {
        const held = inboxOf(user).get(conversation)
        if (held) found.set(`${user} ${conversation}`, { user, ...toRow(conversation, held.row) })
      }
      return [...found.values()]
    },
    async changed(user, since, resume, limit) {
      await turn()
      const all = [...inboxOf(user)].sort(([a], [b]) => (a < b ? -1 : 1))
      const page = all.filter(([id]) => resume === undefined || id > resume).slice(0, limit)
      const last = page.at(-1)
      return {
        rows: page.filter(([, { changed }]) => changed >= since).map(([id, { row }]) => toRow(id, row)),
        ...(last && page.length === limit ? { next: last[0] } : {}),
      }
    },
    noteMarked(user, conversation, now) {
      apply(user, conversation, afterMarking(rowOf(user, conversation), now), now)
      return rowOf(user, conversation).marked!
    },
    onSaid(hears) {
      listener = hears
    },
  }

  /** What a device said changes a row, and is told on: whether there was anything to change. */
  function say(
    type: Said,
    { user, device }: Speaker,
    conversation: ConversationId,
    change: RowChange | undefined,
    now: number,
  ): boolean {
    const { mine, shown } = toRow(conversation, rowOf(user, conversation))
    if (!apply(user, conversation, change, now)) return false
    const news = { user, device, row: toRow(conversation, rowOf(user, conversation)) }
    const before = { delivered: mine.delivered, read: shown }
    listener(type === 'receipt' ? { type, ...news, before } : { type, ...news })
    return true
  }

  /** Whether there was anything to change. */
  function apply(
    user: UserId,
    conversation: ConversationId,
    change: RowChange | undefined,
    now: number,
  ): boolean {
    if (!change) return false
    const row = withChange(rowOf(user, conversation), change)
    inboxes.set(user, inboxOf(user).set(conversation, { row, changed: now }))
    return true
  }
}

function withChange(row: StoredRow, { set = {}, add = {}, drop = {} }: RowChange): StoredRow {
  const next = { ...row, ...set } as StoredRow
  for (const name of ['skip', 'mentions', 'undelivered'] as const) {
    const gone = new Set(drop[name])
    const kept = [...(row[name] ?? []), ...(add[name] ?? [])].filter((seq) => !gone.has(seq))
    next[name] = new Set(kept)
  }
  return next
}
