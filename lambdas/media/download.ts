import { isShown, type MediaId } from '@parley/domain'
import { DOWNLOAD_LIFE_MS, type OperationReply } from '@parley/protocol'
import type { MediaItem, MediaItems, MediaStore, Thumbnails } from '../ports.ts'
import { madeOf } from './descriptor.ts'

type Using = {
  readonly media: Pick<MediaItems, 'read'>
  readonly mediaStore: Pick<MediaStore, 'address'>
  readonly thumbnails: Thumbnails
  readonly now: () => number
}
type Download = OperationReply<'getMedia'>

/** By then an image has been made small, unless storage never told of it. */
const OVERDUE_MS = 60_000

/**
 * Addresses to fetch a file and its small picture, for a short time. A compressed image is only ever given as it was made
 * anew: what its device brought up tells where and with what it was taken. What is not of the closed list of pictures,
 * films and sounds can only be saved. `since`: when it was first seen, milliseconds since the epoch; a small picture that
 * should long be there is asked for again.
 */
export async function downloadOf(item: MediaItem, since: number, using: Using): Promise<Download> {
  const pictured = await picturedBy(item, using)
  if (pictured && !pictured.rendition && using.now() - since > OVERDUE_MS) {
    await using.thumbnails.send(pictured.media, pictured.compressed ?? false)
  }
  const [whole, thumbnail] = await Promise.all([
    wholeOf(item, using),
    pictured && thumbnailOf(pictured, using),
  ])
  return {
    ...whole,
    ...(thumbnail && { thumbnail }),
    ...blurOf(pictured),
    ...stateOf(pictured),
    expiresAt: using.now() + DOWNLOAD_LIFE_MS,
  }
}

/** The image that is shown for a file, if there is one. */
async function picturedBy(item: MediaItem, { media }: Using): Promise<MediaItem | undefined> {
  if (item.kind === 'image') return item
  return item.poster === undefined ? undefined : media.read(item.poster)
}

async function wholeOf(
  item: MediaItem,
  { mediaStore }: Using,
): Promise<Pick<Download, 'url' | 'type' | 'bytes'>> {
  const { media, kind, name, type, found = type, bytes } = item
  const address = (which: 'original' | 'display', servedType: string) =>
    mediaStore.address(
      media,
      which,
      { type: servedType, inline: isShown(kind, servedType), ...(name !== undefined && { name }) },
      DOWNLOAD_LIFE_MS,
    )
  if (!item.compressed) return { url: await address('original', found), type: found, bytes }
  const display = madeOf(item)?.display
  if (!display) return { type: found, bytes }
  return { url: await address('display', display.type), type: display.type, bytes: display.bytes }
}

async function thumbnailOf(image: MediaItem, { mediaStore }: Using): Promise<Download['thumbnail']> {
  const made = madeOf(image)
  if (!made) return undefined
  const { width, height } = made
  const url = await smallAddress(image.media, mediaStore)
  return { url, width, height }
}

function smallAddress(media: MediaId, mediaStore: Using['mediaStore']): Promise<string> {
  return mediaStore.address(media, 'thumbnail', { type: 'image/webp', inline: true }, DOWNLOAD_LIFE_MS)
}

function blurOf(pictured: MediaItem | undefined): Pick<Download, 'blur'> {
  const made = pictured && madeOf(pictured)
  return made ? { blur: made.blur } : {}
}

function stateOf(pictured: MediaItem | undefined): Pick<Download, 'state' | 'reason'> {
  if (!pictured) return { state: 'ready' }
  const { rendition } = pictured
  if (!rendition) return { state: 'processing' }
  return 'givenUp' in rendition ? { state: 'given-up', reason: rendition.givenUp } : { state: 'ready' }
}
