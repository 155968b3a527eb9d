import type { Media } from '@parley/domain'
import { given } from '../given.ts'
import type { MediaItem, Rendition } from '../ports.ts'

type Made = Extract<Rendition, { blur: string }>

/** A file as a message brings it along: as it was announced, and better where more is known by now. */
export function descriptorOf(item: MediaItem, poster?: MediaItem): Media {
  const { media, kind, type, bytes, name, width, height, duration, waveform, found = type } = item
  const made = madeOf(item)
  const display = item.compressed ? made?.display : undefined
  const blur = (made ?? (poster && madeOf(poster)))?.blur
  return {
    media,
    kind,
    type: display?.type ?? found,
    bytes: display?.bytes ?? bytes,
    ...given({ name, duration, waveform, blur }),
    ...given({ width: display?.width ?? width, height: display?.height ?? height }),
  }
}

/** What was made of an image; undefined while that has not been tried, and for good if it was given up. */
export function madeOf({ rendition }: Pick<MediaItem, 'rendition'>): Made | undefined {
  return rendition && 'blur' in rendition ? rendition : undefined
}
