import type { Media, MediaId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { descriptorOf } from '../media/descriptor.ts'
import type { MediaClaim, MediaItem, MediaItems } from '../ports.ts'
import type { Asked } from './digest.ts'

type Claiming = Pick<MediaItems, 'claim'>

/**
 * Claims a file for a message, and the picture shown for it: what the entry then holds of it. Nobody else can from then
 * on, and who tries the same message again gets the same; so a function may die between this and the entry.
 *
 * Throws `NOT_FOUND` for what is not there, another's, or for another conversation, all the same; `NOT_READY` for what
 * has not arrived; `BAD_MEDIA` for what was refused, or goes with another message.
 */
export async function claimFor(
  media: Claiming,
  { conversation, from, device, clientId }: Asked,
  file: MediaId,
  expires: number | undefined,
): Promise<Media> {
  const claim = {
    owner: from,
    conversation,
    by: `${device}.${clientId}`,
    ...(expires !== undefined && { keepUntil: expires }),
  }
  const item = await claimed(media, { ...claim, media: file })
  const poster = item.poster && (await claimed(media, { ...claim, media: item.poster }))
  return descriptorOf(item, poster)
}

/** One file for one claim; the same errors. */
export async function claimed(media: Claiming, claim: MediaClaim): Promise<MediaItem> {
  const answer = await media.claim(claim)
  if ('claimed' in answer) return answer.claimed
  const { refused } = answer
  if (refused?.owner !== claim.owner || refused.conversation !== claim.conversation) {
    throw new Refusal('NOT_FOUND', 'media')
  }
  if (refused.state === 'waiting') throw new Refusal('NOT_READY')
  throw new Refusal('BAD_MEDIA', refused.reason ?? 'it goes with another message')
}
