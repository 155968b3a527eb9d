import type { MediaItem, MediaItems, MediaStore } from '../ports.ts'

type Going = {
  readonly media: Pick<MediaItems, 'read' | 'remove'>
  readonly mediaStore: Pick<MediaStore, 'remove'>
}

/**
 * A file is no more, because its message was deleted or disappeared, or none ever named it: its objects go too, with what
 * is still under way, and so does the picture that its message showed for it. Doing it twice changes nothing.
 */
export async function fileGone(item: MediaItem, { media, mediaStore }: Going): Promise<void> {
  await mediaStore.remove(item)
  const poster = item.poster && item.claimedBy ? await media.read(item.poster) : undefined
  // One that goes with another message stays, and one that none names goes by itself.
  if (poster?.owner === item.owner && poster.claimedBy === item.claimedBy) await media.remove(poster.media)
}
