/** Minutes after midnight, by the clock of a time zone. */
export type QuietHours = { readonly from: number; readonly to: number; readonly zone: string }

/**
 * Whether somebody is not to be disturbed at this moment: by the clock on its wall, whatever that does in spring and
 * autumn. From later than to goes over midnight; from equal to to is never.
 */
export function isQuiet(hours: QuietHours | undefined, now: number): boolean {
  const minute = hours && minuteOfDay(now, hours.zone)
  if (!hours || minute === undefined) return false
  const { from, to } = hours
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}

/** Minutes after midnight; undefined for a zone that is not known here. */
function minuteOfDay(now: number, zone: string): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]))
    return parts.get('hour')! * 60 + parts.get('minute')!
  } catch {
    return undefined
  }
}
