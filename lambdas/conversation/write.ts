import { type Conversation, type Draft, directMembers, type Head, isCountable, roleOf } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import type { World } from '../world.ts'
import type { Compose } from './append.ts'
import { claimFor } from './claim.ts'
import type { Asked, AskedMessage } from './digest.ts'
import { type Membership, mustExist, mustSpeak } from './membership.ts'
import { heardAt } from './target.ts'

/** What judging an entry uses. */
export type Judging = Pick<World, 'log' | 'known' | 'conversations' | 'profiles' | 'rules' | 'now'>

/** What writing a message uses. */
type Writing = Judging & Pick<World, 'media' | 'isDeleted'>

/** A draft of a message: what `append` is asked for. */
export type Written = Asked & { readonly body: AskedMessage }

/**
 * Composes a message for a tail: nothing is waited for by one without reply in a direct conversation that was never
 * changed. Refuses with `NOT_FOUND` or `FORBIDDEN` whoever may not speak, who speaks to a deleted account, and a reply to
 * nothing. A file that it brings along is claimed last, when all else is in order: see `claimFor` for what that refuses.
 */
export function writing(world: Writing, draft: Written): Compose {
  return async (tail, at) => {
    const { conversation, member } = await speakerAt(world, draft, tail)
    mustBeHeard(world, draft)
    const { mentions, media, ...body } = draft.body
    if (body.reply !== undefined) {
      const answered = await heardAt(world, draft.conversation, body.reply, member)
      if (!isCountable(answered.body)) throw new Refusal('NOT_FOUND', 'reply')
    }
    const mentioned = [...new Set(mentions)].filter((user) => roleOf(conversation, user) !== undefined)
    const expires = expiryOf(conversation, world.rules.retention, at)
    const brought = media && { media: await claimFor(world.media, draft, media.media, expires) }
    return {
      draft: {
        ...draft,
        body: { ...body, ...(mentioned.length > 0 && { mentions: mentioned }), ...brought },
        ...(expires !== undefined && { expires }),
      },
    }
  }
}

/** Whoever wants to append behind a tail, as a member of the conversation that the tail was written in. */
export async function speakerAt(
  world: Judging,
  { conversation, from }: Pick<Draft, 'conversation' | 'from'>,
  tail: Head,
): Promise<Membership> {
  const membership = await mustSpeak(world, conversation, from, tail.epoch)
  if (tail.seq === 0 && directMembers(conversation)) {
    await mustExist(world.profiles, membership.conversation)
  }
  return membership
}

/** Nobody writes to one whose account is known to be deleted. Throws `NOT_FOUND`. */
function mustBeHeard(
  { isDeleted }: Writing,
  { conversation, from }: Pick<Draft, 'conversation' | 'from'>,
): void {
  const peer = directMembers(conversation)?.find((user) => user !== from)
  if (peer && isDeleted(peer)) throw new Refusal('NOT_FOUND')
}

/** When a message written at this time disappears: by the conversation's setting or the deployment's, whichever is sooner. */
function expiryOf({ disappearAfter }: Conversation, retention: number, at: number): number | undefined {
  const seconds = Math.min(disappearAfter || Infinity, retention || Infinity)
  return seconds === Infinity ? undefined : at + seconds * 1000
}
