import sharp, { type Metadata, type Sharp } from 'sharp'
import { GivenUp, LIMITS, SIDES } from './limits.ts'

export type Picture = {
  readonly bytes: Buffer
  readonly type: string
  readonly width: number
  readonly height: number
}

/** What is made of an image: a thumbnail, a blur (a data URL), and if it is asked for the picture that is shown instead of it. */
export type Rendered = { readonly thumbnail: Picture; readonly blur: string; readonly display?: Picture }

// Only what decodes these formats may be reached by a file, whatever it claims to be: no SVG, no PDF, no scripts.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadHeif',
  ],
})
// One picture at a time, and none is asked for twice.
sharp.cache(false)
sharp.concurrency(1)

/**
 * Makes the pictures of an image, upright and without any metadata. Throws `GivenUp` for a file that is too much, or
 * no image. An animation keeps moving in its display, and stands still in its thumbnail.
 */
export async function render(file: Uint8Array, isCompressed: boolean): Promise<Rendered> {
  if (file.length > LIMITS.bytes) throw new GivenUp('too-large')
  const about = await metadataOf(file)
  const frames = about.pages ?? 1
  if (isCompressed && frames > LIMITS.frames) throw new GivenUp('too-many-frames')
  const pixels = about.width * (about.pageHeight ?? about.height)
  if (pixels > LIMITS.pixels || (isCompressed && pixels * frames > LIMITS.pixels))
    throw new GivenUp('too-many-pixels')

  const thumbnail = await made(fitted(open(file), SIDES.thumbnail).webp({ quality: 75 }), 'image/webp')
  const blur = await made(fitted(open(file), SIDES.blur).webp({ quality: 30 }), 'image/webp')
  return {
    thumbnail,
    blur: `data:image/webp;base64,${blur.bytes.toString('base64')}`,
    ...(isCompressed && { display: await display(file, about) }),
  }
}

function display(file: Uint8Array, { pages = 1, hasAlpha }: Metadata): Promise<Picture> {
  const fit = (image: Sharp) => fitted(image, SIDES.display)
  if (pages > 1) return made(fit(open(file, true)).webp({ quality: 80 }), 'image/webp')
  if (hasAlpha) return made(fit(open(file)).webp({ quality: 82 }), 'image/webp')
  return made(fit(open(file)).jpeg({ quality: 82, progressive: true }), 'image/jpeg')
}

function open(file: Uint8Array, isAnimated = false): Sharp {
  return sharp(file, {
    limitInputPixels: LIMITS.pixels,
    failOn: 'error',
    sequentialRead: true,
    pages: isAnimated ? -1 : 1,
  }).timeout({ seconds: LIMITS.seconds })
}

/** Upright by its orientation, and never larger than it was. sRGB and no metadata is what sharp writes by itself. */
function fitted(image: Sharp, side: number): Sharp {
  return image.autoOrient().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
}

async function metadataOf(file: Uint8Array): Promise<Metadata> {
  try {
    // Reads the header only; what it says is judged before anything is decoded.
    return await sharp(file, { limitInputPixels: false, pages: 1 }).metadata()
  } catch {
    throw new GivenUp('unreadable')
  }
}

async function made(image: Sharp, type: string): Promise<Picture> {
  try {
    const { data, info } = await image.toBuffer({ resolveWithObject: true })
    return { bytes: data, type, width: info.width, height: info.pageHeight ?? info.height }
  } catch (error) {
    throw new GivenUp(reasonOf(error))
  }
}

/** libvips says what was wrong in words only. */
function reasonOf(error: unknown): GivenUp['reason'] {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('timeout')) return 'too-slow'
  return message.includes('pixel limit') ? 'too-many-pixels' : 'unreadable'
}
