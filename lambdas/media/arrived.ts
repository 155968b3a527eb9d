import { fileOfKey } from '../media-folders.ts'
import type { MediaItems, MediaStore, Thumbnails } from '../ports.ts'
import { settleFile } from './settle.ts'

type Arriving = {
  readonly media: MediaItems
  readonly mediaStore: MediaStore
  readonly thumbnails: Thumbnails
}

/**
 * An object has come into the bucket. A file that a device has brought up is settled, as that device may have done
 * already, and an image sent on to be made small; what was made of an image is noted. An object of no file, which came
 * after its file had been cancelled, is removed. Doing it twice changes nothing.
 */
export async function objectArrived(key: string, world: Arriving): Promise<void> {
  const { media, mediaStore, thumbnails } = world
  const object = fileOfKey(key)
  if (!object) return
  const item = await media.read(object.media)
  if (!item) return mediaStore.remove(object)
  if (object.folder === 'rendition') {
    const rendition = await mediaStore.rendition(item.media)
    if (rendition) await media.rendered(item.media, rendition)
  }
  if (object.folder !== 'original') return
  const settled = await settleFile(item, world)
  if (!settled) return mediaStore.remove(object)
  const isImage = settled.state === 'ready' && settled.kind === 'image'
  if (isImage && !settled.rendition) await thumbnails.send(settled.media, settled.compressed ?? false)
}

/** The keys that a notification of S3 is about: there they are encoded as in a form. It tries a new queue with none. */
export function keysOf(notification: unknown): string[] {
  const { Records = [] } = notification as { Records?: { s3: { object: { key: string } } }[] }
  return Records.map(({ s3 }) => decodeURIComponent(s3.object.key.replaceAll('+', ' ')))
}
