import type { ClientId, ConversationId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { given } from '../given.ts'
import { mediaIdOf } from '../identity.ts'
import type { MediaItem, MediaItems, MediaStore, Speaker } from '../ports.ts'
import { expiryFrom, isSameFile } from './announced.ts'
import { madeOf } from './descriptor.ts'
import { settleFile } from './settle.ts'

type Copying = { readonly media: MediaItems; readonly mediaStore: MediaStore; readonly now: () => number }
type Target = {
  readonly speaker: Speaker
  readonly clientId: ClientId
  readonly conversation: ConversationId
}

/**
 * Makes a file of this person's own, for another conversation, of one that it may read: what readers get of that, so of
 * a compressed image the one that was made anew. The picture of a film comes along. Again is the same.
 *
 * Throws `NOT_READY` while a compressed image is being made, `BAD_MEDIA` if that was given up, `NOT_FOUND` if the file
 * has gone meanwhile, and `IDEMPOTENCY_MISMATCH`.
 */
export async function copyFile(source: MediaItem, target: Target, using: Copying): Promise<MediaItem> {
  const { which, type, bytes } = servedOf(source)
  const poster = source.poster && (await posterOf(source.poster, target, using))
  const { kind, name, width, height, duration, waveform } = source
  const copy: MediaItem = {
    media: mediaIdOf(target.speaker, target.clientId),
    owner: target.speaker.user,
    device: target.speaker.device,
    conversation: target.conversation,
    ...{ kind, type, bytes, checksums: [] },
    ...given({ name, width, height, duration, waveform, poster }),
    state: 'waiting',
    expires: expiryFrom(using.now()),
  }
  const standing = (await using.media.begin(copy)) ?? copy
  if (!isSameFile(standing, copy)) throw new Refusal('IDEMPOTENCY_MISMATCH')
  if (standing.state !== 'waiting') return standing
  if (!(await using.mediaStore.copy(source.media, which, copy))) throw new Refusal('NOT_FOUND')
  const settled = await settleFile(standing, using)
  if (!settled) throw new Refusal('NOT_FOUND')
  return settled
}

/** What readers get of a file. */
function servedOf(source: MediaItem): { which: 'original' | 'display'; type: string; bytes: number } {
  const { compressed, type, found = type, bytes, rendition } = source
  if (!compressed) return { which: 'original', type: found, bytes }
  const display = madeOf(source)?.display
  if (display) return { which: 'display', type: display.type, bytes: display.bytes }
  throw rendition ? new Refusal('BAD_MEDIA', 'nothing could be made of it') : new Refusal('NOT_READY')
}

/** A film whose picture is gone goes without. */
async function posterOf(poster: MediaItem['media'], target: Target, using: Copying) {
  const source = await using.media.read(poster)
  if (source?.state !== 'ready') return undefined
  const clientId = `${target.clientId}.poster` as ClientId
  return (await copyFile(source, { ...target, clientId }, using)).media
}
