import type { MediaId, Text, UserId } from '@parley/domain'
import { given } from '../given.ts'
import type { AskedMessage } from './digest.ts'

/** What a request says about a message beside its text. */
type About = {
  readonly reply?: number | undefined
  readonly mentions?: readonly string[] | undefined
  readonly forwarded?: boolean | undefined
  readonly media?: string | undefined
}

/**
 * The body of a message as a device asks for it, by whichever door. What is not so is not there: a retry that leaves
 * `forwarded` out says the same as one with false, and has the same digest.
 */
export function messageBody(text: Text, { reply, mentions, forwarded, media }: About): AskedMessage {
  return {
    ...text,
    ...given({
      reply,
      mentions: mentions as readonly UserId[] | undefined,
      forwarded: forwarded || undefined,
      media: media === undefined ? undefined : { media: media as MediaId },
    }),
  }
}
