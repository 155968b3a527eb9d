/** How long a file stays after the message that names it is no longer to be seen. */
const LINGERS_MS = 24 * 3_600_000

/** When a file that a message names is forgotten, seconds since the epoch; never, if the message stays. */
export function keptUntil(keepUntil: number | undefined): number | undefined {
  return keepUntil === undefined ? undefined : Math.ceil((keepUntil + LINGERS_MS) / 1000)
}
