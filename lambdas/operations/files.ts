import type { ClientId, ConversationId, DeviceId, MediaId, UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { showing } from '../audiences.ts'
import { messageNow } from '../conversation/message-now.ts'
import { announcedBy, isSameFile } from '../media/announced.ts'
import { copyFile } from '../media/copy.ts'
import { downloadOf } from '../media/download.ts'
import { settleFile } from '../media/settle.ts'
import { uploadView } from '../media/upload-view.ts'
import type { MediaItem } from '../ports.ts'
import type { Operation, OperationContext } from './operation.ts'
import { placeToSpeak } from './place.ts'

/**
 * Announces a file, and tells where its bytes go. Nothing is known of it before, so a device that repeats this is told
 * of the same file, and of those addresses that it still needs.
 */
export const createUpload: Operation<'createUpload'> = async ({ body }, context) => {
  const { media, mediaStore } = context
  if (body.conversation) await placeToSpeak(context, body.conversation as ConversationId, context.user)
  const { item, isInParts } = announcedBy(body, context)
  if (item.poster) await mustBePoster(item, item.poster, context)

  // Only what goes up in parts has to be begun before it is announced: what another call begins is forgotten by itself.
  const known = isInParts ? await media.read(item.media) : undefined
  const begun: MediaItem =
    isInParts && !known ? { ...item, uploadId: await mediaStore.beginParts(item) } : item
  const standing = known ?? (await media.begin(begun)) ?? begun
  if (!isSameFile(standing, item)) throw new Refusal('IDEMPOTENCY_MISMATCH')
  return uploadView(standing, context)
}

export const completeUpload: Operation<'completeUpload'> = async ({ path }, context) => {
  const item = await ownFile(path.media as MediaId, context)
  const settled = await settleFile(item, context)
  if (!settled) throw new Refusal('NOT_FOUND')
  if (settled.state === 'waiting') throw new Refusal('NOT_READY')
  return uploadView(settled, context)
}

export const cancelUpload: Operation<'cancelUpload'> = async ({ path }, { media, user }) => {
  if (!(await media.cancel(path.media as MediaId, user))) throw new Refusal('NOT_FOUND')
  return {}
}

/** Storage copies the file itself: nothing of it comes by here. */
export const copyMedia: Operation<'copyMedia'> = async ({ path, body }, context) => {
  const { user } = context
  const { item: source } = await fileOf(path.conversation as ConversationId, path.seq, context)
  const conversation = body.to as ConversationId
  await placeToSpeak(context, conversation, user)
  const speaker = { user, device: body.device as DeviceId }
  const copied = await copyFile(
    source,
    { speaker, clientId: body.clientId as ClientId, conversation },
    context,
  )
  return uploadView(copied, context)
}

export const getMedia: Operation<'getMedia'> = async ({ path }, context) => {
  const { item, at } = await fileOf(path.conversation as ConversationId, path.seq, context)
  return downloadOf(item, at, context)
}

/** Whoever does not show it to this reader has none, as far as that one can tell. */
export const getPicture: Operation<'getPicture'> = async ({ path }, context) => {
  const { media, profiles, user } = context
  const owner = path.user as UserId
  const [[profile], shown] = await Promise.all([
    profiles.of([owner]),
    showing('picture', [owner], user, context),
  ])
  const isSeen = profile?.picture !== undefined && shown.has(owner)
  const picture = isSeen ? await media.read(profile.picture as MediaId) : undefined
  if (!picture) throw new Refusal('NOT_FOUND')
  return downloadOf(picture, 0, context)
}

/** The file of a message that this person may read, and when that was written. Throws `NOT_FOUND`. */
async function fileOf(
  conversation: ConversationId,
  seq: number,
  context: OperationContext,
): Promise<{ item: MediaItem; at: number }> {
  const { version } = await messageNow(context, conversation, seq, context.user)
  const brought = 'media' in version.body ? version.body.media : undefined
  const item = brought && (await context.media.read(brought.media))
  if (!item) throw new Refusal('NOT_FOUND')
  return { item, at: version.at }
}

async function ownFile(id: MediaId, { media, user }: OperationContext): Promise<MediaItem> {
  const item = await media.read(id)
  if (item?.owner !== user) throw new Refusal('NOT_FOUND')
  return item
}

async function mustBePoster({ owner, conversation }: MediaItem, id: MediaId, { media }: OperationContext) {
  const poster = await media.read(id)
  const isOwn = poster?.owner === owner && poster.conversation === conversation
  if (!isOwn || poster.kind !== 'image')
    throw new Refusal('BAD_MEDIA', 'poster: no image of this conversation')
}
