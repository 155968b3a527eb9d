import { ParleyError } from '@parley/client'
import { plain } from './plain.ts'

/** Hours and minutes, with the date unless it is today. */
export function clock(at: number, now: number): string {
  const [date, today] = [new Date(at), new Date(now)]
  const two = (part: number) => String(part).padStart(2, '0')
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  if (date.toDateString() === today.toDateString()) return time
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`
}

/** Bytes as people read them. */
export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10))
  const amount = count / 1024 ** step
  return `${step === 0 || amount >= 10 ? Math.round(amount) : amount.toFixed(1)} ${units[step]}`
}

/** What went wrong and what can be done about it. */
export function explain(error: unknown): string {
  if (error instanceof ParleyError) return plain(`${error.message} ${error.remedy}`)
  return plain(error instanceof Error ? error.message : String(error))
}
