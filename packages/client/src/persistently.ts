import { Pause, waitAfter } from './backoff.ts'
import { asParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import type { Timing } from './timing.ts'

const ATTEMPTS = 5

/** What may be asked again is asked a few times. Rejects with the last error, or with what no retry can help. */
export async function persistently<Reply>(
  { platform, timing }: { readonly platform: Platform; readonly timing: Timing },
  ask: () => Promise<Reply>,
): Promise<Reply> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask()
    } catch (thrown) {
      const error = asParleyError(thrown, 'INTERNAL')
      if (!error.retry || attempt + 1 >= ATTEMPTS) throw error
      await new Pause(platform).for(waitAfter(error, attempt, timing, platform.random()))
    }
  }
}
