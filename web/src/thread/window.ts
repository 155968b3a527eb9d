import type { HistoryPage, Message } from '@parley/client'

/** No message takes less, in pixels. */
const LEAST_HEIGHT = 36
const SCREENS = 6
const LEAST_ROOM = 60

/**
 * So many messages are in the page at a time, for a view of so many pixels; what is further away is let go of, and read
 * again when one comes back. It is a few screens full: what comes and goes at the ends is drawn within a frame.
 */
export function roomFor(height: number): number {
  return Math.max(LEAST_ROOM, Math.ceil((height * SCREENS) / LEAST_HEIGHT))
}

/** The stretch of a conversation that is in the page: what an account may see of positions `first` to `last`. */
export type Window = {
  readonly messages: readonly Message[]
  readonly first: number
  readonly last: number
  /** Whether there is more before it, and behind it. */
  readonly older: boolean
  readonly newer: boolean
}

/** The newest messages, of those in memory. */
export function endOf(messages: readonly Message[], more: boolean, room: number): Window {
  const shown = messages.slice(-Math.ceil(room / 2))
  const first = shown[0]?.seq ?? 1
  const last = shown.at(-1)?.seq ?? 0
  return { messages: shown, first, last, older: more || shown.length < messages.length, newer: false }
}

/** Two pages that meet. */
export function around(before: HistoryPage, after: HistoryPage): Window {
  const messages = [...before.messages, ...after.messages]
  return { messages, first: before.first, last: after.last, older: before.more, newer: after.more }
}

/** With the page before it; the newest go. A page that does not fit is left out. */
export function withOlder(window: Window, page: HistoryPage, room: number): Window {
  if (page.last !== window.first - 1) return window
  const messages = [...page.messages, ...window.messages]
  const now = { ...window, messages, first: page.first, older: page.more }
  if (messages.length <= room) return now
  const kept = messages.slice(0, room)
  return { ...now, messages: kept, last: kept.at(-1)!.seq, newer: true }
}

/** With the page behind it; the oldest go. */
export function withNewer(window: Window, page: HistoryPage, room: number): Window {
  if (page.first !== window.last + 1) return window
  const messages = [...window.messages, ...page.messages]
  return withoutOldest({ ...window, messages, last: page.last, newer: page.more }, room)
}

/**
 * With what has come in, if it reaches to the end. Who follows what is said sees the oldest go; for who does not,
 * nothing that is looked at goes away: there is then more behind it.
 */
export function withEnd(
  window: Window,
  messages: readonly Message[],
  isFollowing: boolean,
  room: number,
): Window {
  const from = messages.findLastIndex(({ seq }) => seq <= window.last) + 1
  if (window.newer || from === messages.length) return window
  const all = [...window.messages, ...messages.slice(from)]
  if (all.length > room && !isFollowing) return { ...window, newer: true }
  return withoutOldest({ ...window, messages: all, last: all.at(-1)!.seq }, room)
}

/** A message as it is now, or without it if it is gone. */
export function withChanged(window: Window, message: Message, gone: boolean): Window {
  const at = window.messages.findIndex(({ seq }) => seq === message.seq)
  if (at < 0) return window
  const messages = gone ? window.messages.toSpliced(at, 1) : window.messages.with(at, message)
  return { ...window, messages }
}

function withoutOldest(window: Window, room: number): Window {
  if (window.messages.length <= room) return window
  const messages = window.messages.slice(-room)
  return { ...window, messages, first: messages[0]!.seq, older: true }
}
