/**
 * Where the bucket of long texts keeps what disappears: a folder each for texts that are read for no longer than so many
 * days, which a rule of the bucket empties a day later. What stays lies in a folder of its own.
 */
export const SHELF_DAYS = [1, 7, 31, 366, 3_660] as const

export const TEXT_ROOT = 'text/'
export const shelfOf = (days: number) => `${TEXT_ROOT}${days}d/`
const KEPT = `${TEXT_ROOT}kept/`

/** The folder for a text that is read for so long after it was written, in milliseconds; for ever if undefined. */
export function shelfFor(lifetime: number | undefined): string {
  const days = lifetime === undefined ? undefined : SHELF_DAYS.find((most) => lifetime <= most * 86_400_000)
  return days === undefined ? KEPT : shelfOf(days)
}
