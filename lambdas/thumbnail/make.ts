import type { MediaId } from '@parley/domain'
import type { Rendition } from '../ports.ts'
import { GivenUp, LIMITS } from './limits.ts'
import { type Picture, render } from './render.ts'

/** Which image is to be made small, as `media-arrived` asks for it. */
export type ThumbnailWork = { readonly media: MediaId; readonly compressed: boolean }

/** The objects that the function may touch; nothing else of the world is known to it. */
export type Pictures = {
  /**
   * Undefined if there is none any more, `too-large` if it holds more than `most` bytes. Throws `GivenUp` if it cannot
   * be had, which may be for the same reason.
   */
  original(media: MediaId, most: number): Promise<Uint8Array | 'too-large' | undefined>
  put(media: MediaId, which: 'thumbnail' | 'display', picture: Picture): Promise<void>
  /** The last word: by its arrival others learn of the rest. */
  putRendition(media: MediaId, rendition: Rendition): Promise<void>
}

/**
 * Makes the pictures of one image, and then says so. Doing it twice writes the same again. What cannot be made is
 * said as well, with the reason: nobody waits for it. `isLast`: it has been tried before as often as it will be, and
 * may be what kills this function, so that it is not even looked at.
 */
export async function make(work: ThumbnailWork, isLast: boolean, pictures: Pictures): Promise<void> {
  const rendition = isLast ? ({ givenUp: 'failed' } as const) : await renditionOf(work, pictures)
  if (rendition) await pictures.putRendition(work.media, rendition)
}

async function renditionOf(
  { media, compressed }: ThumbnailWork,
  pictures: Pictures,
): Promise<Rendition | undefined> {
  try {
    const file = await pictures.original(media, LIMITS.bytes)
    if (file === undefined) return undefined
    if (file === 'too-large') throw new GivenUp('too-large')
    const { thumbnail, display, blur } = await render(file, compressed)
    await pictures.put(media, 'thumbnail', thumbnail)
    if (display) await pictures.put(media, 'display', display)
    const { width, height } = thumbnail
    return { width, height, blur, ...(display && { display: described(display) }) }
  } catch (error) {
    if (error instanceof GivenUp) return { givenUp: error.reason }
    throw error
  }
}

function described({ type, bytes, width, height }: Picture) {
  return { type, bytes: bytes.length, width, height }
}
