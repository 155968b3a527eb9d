import type { Look, Looks, Presences } from '../ports.ts'

/** What a look at somebody uses. */
export type Looking = {
  readonly presences: Pick<Presences, 'look'>
  readonly looks: Looks
  readonly now: () => number
}

/**
 * Does a look that has come, and sends the next. One that comes twice, or late, changes nothing. `isRepeated`: it
 * was handed over before, and may have died since; if that was before it had sent the next, this does. Sent twice,
 * the next is done once.
 */
export async function lookAtPerson(
  look: Look,
  isRepeated: boolean,
  { presences, looks, now }: Looking,
): Promise<void> {
  const at = now()
  const { isFirst, next } = await presences.look(look, at)
  if (next === undefined || (!isFirst && !isRepeated)) return
  await looks.send([{ user: look.user, at: next }], at)
}
