const DAY_MS = 86_400_000

/** Hours and minutes. */
export function clock(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}

/** As the list shows it: the time today, the weekday this week, the date before. */
export function shortDate(at: number, now = Date.now()): string {
  const date = new Date(at)
  if (date.toDateString() === new Date(now).toDateString()) return clock(at)
  if (isYesterday(at, now)) return 'Yesterday'
  if (now - at < 6 * DAY_MS) return date.toLocaleDateString([], { weekday: 'short' })
  return date.toLocaleDateString([], { day: 'numeric', month: 'short' })
}

/** As a heading of a day's messages. */
export function dayName(at: number, now = Date.now()): string {
  const date = new Date(at)
  if (date.toDateString() === new Date(now).toDateString()) return 'Today'
  if (isYesterday(at, now)) return 'Yesterday'
  const year = date.getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  return date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long', year })
}

/** Day and time. */
export function fullTime(at: number): string {
  return `${dayName(at)}, ${clock(at)}`
}

/** When somebody was last there, as it goes on in a sentence. */
export function seenWords(at: number, now = Date.now()): string {
  if (now - at < 60_000) return 'just now'
  const day = dayName(at, now)
  const isNear = day === 'Today' || day === 'Yesterday'
  return `${isNear ? day.toLowerCase() : `on ${day}`} at ${clock(at)}`
}

/** Minutes and seconds of a recording, of milliseconds. */
export function length(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Bytes as people read them. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  const step = Math.min(3, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  const amount = bytes / 1024 ** step
  return `${amount >= 10 || step === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[step]}`
}

function isYesterday(at: number, now: number): boolean {
  return new Date(at).toDateString() === new Date(now - DAY_MS).toDateString()
}
