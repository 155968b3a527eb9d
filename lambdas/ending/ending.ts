import type { AccountEnding, Endings } from '../ports.ts'
import { type Ending, endAccount } from './end-account.ts'

/** As long as SQS can hold something back: longer than a token is remembered, a frame delivered, or a look due. */
export const AGAIN_AFTER_MS = 15 * 60_000

/**
 * Ends an account, and once more after a while: what was on its way the first time (a message that fan-out had yet to
 * bring to its inbox, a group that it was just being added to) has arrived by then.
 */
export async function end(
  { user, isSecond = false }: AccountEnding,
  world: Ending & { readonly endings: Endings },
): Promise<void> {
  await endAccount(user, world)
  if (!isSecond) await world.endings.send({ user, isSecond: true }, AGAIN_AFTER_MS)
}
