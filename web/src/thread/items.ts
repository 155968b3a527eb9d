import type { Message, Outgoing } from '@parley/client'
import { dayOf } from '../times.ts'

/** Messages of one author closer than this are shown as one group. */
const TOGETHER_MS = 5 * 60_000

/** A line of the history; `key` stays the same while it is the same line, also when a message has been sent. */
export type Item =
  | { readonly type: 'unread'; readonly key: string }
  | { readonly type: 'system'; readonly key: string; readonly message: Message }
  | {
      readonly type: 'message'
      readonly key: string
      readonly message: Message
      readonly isFirst: boolean
      readonly isLast: boolean
    }
  | { readonly type: 'pending'; readonly key: string; readonly sent: Outgoing; readonly isFirst: boolean }

/** The lines of one day, in the reader's time zone. */
export type Day = { readonly key: string; readonly at: number; readonly items: readonly Item[] }

/** The lines that messages and what is on its way make; `unreadAfter`: the position the divider comes behind. */
export function daysOf(
  messages: readonly Message[],
  pending: readonly Outgoing[],
  unreadAfter: number | undefined,
): Day[] {
  const days: { key: string; at: number; items: Item[] }[] = []
  const put = (at: number, item: Item) => {
    const key = `day ${dayOf(at)}`
    if (days.at(-1)?.key !== key) days.push({ key, at, items: [] })
    days.at(-1)!.items.push(item)
  }
  let isDivided = unreadAfter === undefined
  for (const [index, message] of messages.entries()) {
    const divides = !isDivided && message.seq > unreadAfter! && message.kind === 'message' && !message.mine
    if (divides) put(message.at, { type: 'unread', key: 'unread' })
    isDivided ||= divides
    const isFirst = divides || !areTogether(messages[index - 1], message)
    put(message.at, itemOf(message, isFirst, !areTogether(message, messages[index + 1])))
  }
  const sending = pending.filter(({ kind }) => kind === 'message')
  const last = messages.at(-1)
  for (const [index, sent] of sending.entries()) {
    const isFirst = index === 0 && !(last?.mine && last.kind !== 'change')
    put(Math.max(sent.createdAt, last?.at ?? 0), { type: 'pending', key: sent.clientId, sent, isFirst })
  }
  return days
}

/** The same days, with the very lines of before where they have not changed: those need not be drawn again. */
export function keeping(before: readonly Day[], days: readonly Day[]): Day[] {
  const old = new Map(before.flatMap(({ items }) => items.map((item) => [item.key, item])))
  return days.map((day) => ({
    ...day,
    items: day.items.map((item) => {
      const was = old.get(item.key)
      return was && isSame(was, item) ? was : item
    }),
  }))
}

function isSame(a: Item, b: Item): boolean {
  const fields = Object.keys(a) as (keyof Item)[]
  return fields.length === Object.keys(b).length && fields.every((field) => a[field] === b[field])
}

function itemOf(message: Message, isFirst: boolean, isLast: boolean): Item {
  if (message.kind === 'change') return { type: 'system', key: `change ${message.seq}`, message }
  // Others choose their ids as they like: only one's own are known to be different ones.
  const key = message.mine ? message.clientId : `message ${message.seq}`
  return { type: 'message', key, message, isFirst, isLast }
}

function areTogether(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || a.kind === 'change' || b.kind === 'change') return false
  return a.from === b.from && b.at - a.at < TOGETHER_MS && dayOf(a.at) === dayOf(b.at)
}
