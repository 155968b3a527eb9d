/** How often something may happen: so many a second in the long run, and so many at once. */
export type Pace = { readonly perSecond: number; readonly burst: number }

/**
 * The generic cell rate algorithm: `busy` is until when what has happened uses the pace up. Either the new
 * `busy` after `count` more, or in how many milliseconds there will be room for them. Times in milliseconds.
 */
export function paced(
  { perSecond, burst }: Pace,
  busy: number,
  now: number,
  count = 1,
): { readonly busy: number } | { readonly wait: number } {
  const each = 1000 / perSecond
  const next = Math.max(busy, now) + count * each
  const most = now + burst * each
  return next <= most ? { busy: Math.ceil(next) } : { wait: Math.ceil(next - most) }
}
