import type { Message, Outgoing } from '@parley/client'

/** Messages of one author closer than this are shown as one group. */
const TOGETHER_MS = 5 * 60_000

/** A line of the history; `key` stays the same while it is the same line, also when a message has been sent. */
export type Item =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
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

/** The lines that messages and what is on its way make; `unreadAfter`: the position the divider comes behind. */
export function itemsOf(
  messages: readonly Message[],
  pending: readonly Outgoing[],
  unreadAfter: number | undefined,
): Item[] {
  const items: Item[] = []
  let day = ''
  let isDivided = unreadAfter === undefined
  for (const [index, message] of messages.entries()) {
    const date = new Date(message.at).toDateString()
    if (date !== day) items.push({ type: 'day', key: `day ${date}`, at: message.at })
    const isNewDay = date !== day
    day = date
    const divides = !isDivided && message.seq > unreadAfter! && message.kind === 'message' && !message.mine
    if (divides) items.push({ type: 'unread', key: 'unread' })
    isDivided ||= divides
    const isFirst = isNewDay || divides || !areTogether(messages[index - 1], message)
    items.push(itemOf(message, isFirst, !areTogether(message, messages[index + 1])))
  }
  const sending = pending.filter(({ kind }) => kind === 'message')
  const last = messages.at(-1)
  for (const [index, sent] of sending.entries()) {
    const isFirst = index === 0 && !(last?.mine && last.kind !== 'change')
    items.push({ type: 'pending', key: sent.clientId, sent, isFirst })
  }
  return items
}

function itemOf(message: Message, isFirst: boolean, isLast: boolean): Item {
  if (message.kind === 'change') return { type: 'system', key: `change ${message.seq}`, message }
  return { type: 'message', key: message.clientId ?? String(message.seq), message, isFirst, isLast }
}

function areTogether(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || a.kind === 'change' || b.kind === 'change') return false
  const isOneDay = new Date(a.at).toDateString() === new Date(b.at).toDateString()
  return a.from === b.from && b.at - a.at < TOGETHER_MS && isOneDay
}
