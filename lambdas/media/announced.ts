import { isDeepStrictEqual } from 'node:util'
import {
  announcementFault,
  type ClientId,
  type ConversationId,
  type DeviceId,
  isInParts,
  type MediaId,
  PICTURE_BYTES_MAX,
  type UserId,
} from '@parley/domain'
import { MEDIA_PART_BYTES, type OperationBody, Refusal } from '@parley/protocol'
import { given } from '../given.ts'
import { mediaIdOf } from '../identity.ts'
import type { MediaItem } from '../ports.ts'
import type { Rules } from '../rules.ts'

/** How long a file waits for a message to name it, seconds. */
const WAITS_S = 24 * 3_600

type By = { readonly user: UserId; readonly rules: Pick<Rules, 'mediaBytes'>; readonly now: () => number }

/**
 * The file that a device announces. Without a conversation it is a profile picture: a smaller image, always made anew.
 * Throws `BAD_MEDIA`, naming what is wrong.
 */
export function announcedBy(
  body: OperationBody<'createUpload'>,
  { user, rules, now }: By,
): { readonly item: MediaItem; readonly isInParts: boolean } {
  const { kind, type, bytes, checksums, name, width, height, duration, waveform } = body
  const device = body.device as DeviceId
  const isPicture = body.conversation === undefined
  const compressed = isPicture || body.compressed || undefined
  const most = isPicture ? PICTURE_BYTES_MAX : rules.mediaBytes
  if (isPicture && kind !== 'image') throw new Refusal('BAD_MEDIA', 'kind: a profile picture is an image')
  const fault = announcementFault({ ...body, compressed }, { most, partBytes: MEDIA_PART_BYTES })
  if (fault) throw new Refusal('BAD_MEDIA', fault)
  const conversation = body.conversation as ConversationId | undefined
  const poster = body.poster as MediaId | undefined
  const item: MediaItem = {
    media: mediaIdOf({ user, device }, body.clientId as ClientId),
    owner: user,
    device,
    ...{ kind, type, bytes, checksums, state: 'waiting', expires: expiryFrom(now()) },
    ...given({ conversation, name, width, height, duration, waveform, compressed, poster }),
  }
  return { item, isInParts: isInParts(body, MEDIA_PART_BYTES) }
}

/** When a file that no message names is forgotten, seconds since the epoch. */
export function expiryFrom(now: number): number {
  return Math.ceil(now / 1000) + WAITS_S
}

/** Whether what stands under an id is what is announced under it again. */
export function isSameFile(standing: MediaItem, announced: MediaItem): boolean {
  return isDeepStrictEqual(said(standing), said(announced))
}

/** What its device said of a file. */
function said(item: MediaItem) {
  const { media, owner, device, conversation, kind, type, bytes, checksums, name } = item
  const { width, height, duration, waveform, compressed, poster } = item
  const about = { name, width, height, duration, waveform, compressed, poster }
  return { media, owner, device, conversation, kind, type, bytes, checksums, ...about }
}
