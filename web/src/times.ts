const DAY_MS = 86_400_000

// Made once: a format takes far longer to make than to use.
const CLOCK = new Intl.DateTimeFormat([], { hour: 'numeric', minute: '2-digit' })
const WEEKDAY = new Intl.DateTimeFormat([], { weekday: 'short' })
const DATE = new Intl.DateTimeFormat([], { day: 'numeric', month: 'short' })
const DAY = new Intl.DateTimeFormat([], { weekday: 'long', day: 'numeric', month: 'long' })
const DAY_OF_YEAR = new Intl.DateTimeFormat([], {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

/** Hours and minutes. */
export function clock(at: number): string {
  return CLOCK.format(at)
}

/** The midnight a moment's day began with, which is the same number for all of that day. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** As the list shows it: the time today, the weekday this week, the date before. */
export function shortDate(at: number, now = Date.now()): string {
  if (dayOf(at) === dayOf(now)) return clock(at)
  if (isYesterday(at, now)) return 'Yesterday'
  if (now - at < 6 * DAY_MS) return WEEKDAY.format(at)
  return DATE.format(at)
}

/** As a heading of a day's messages. */
export function dayName(at: number, now = Date.now()): string {
  if (dayOf(at) === dayOf(now)) return 'Today'
  if (isYesterday(at, now)) return 'Yesterday'
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return (isThisYear ? DAY : DAY_OF_YEAR).format(at)
}

/** Day and time. */
export function fullTime(at: number): string {
  return `${dayName(at)}, ${clock(at)}`
}

/** A day and a time to come or long gone, in few letters. */
export function shortTime(at: number): string {
  return `${DATE.format(at)}, ${clock(at)}`
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
  return dayOf(at) === dayOf(dayOf(now) - DAY_MS / 2)
}
