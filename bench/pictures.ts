import { createHash } from 'node:crypto'
import sharp from 'sharp'

/** Sizes of what there is to see, in pixels as powers of two: from leaves to hills. */
const DETAILS = [1, 4, 6, 8, 10]

/** A photograph of about a megabyte, the same in every run: with detail of every size, as a camera finds it. */
export async function photograph(): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height, channels] = [2_400, 1_800, 3] as const
  const pixels = new Uint8Array(width * height * channels)
  for (let at = 0; at < pixels.length; at++) {
    const [channel, place] = [at % channels, Math.floor(at / channels)]
    const [x, y] = [place % width, Math.floor(place / width)]
    const shades = DETAILS.map((size) => shade((x >> size) * channels + channel, y >> size))
    pixels[at] = shades.reduce((sum, one) => sum + one, 0) / DETAILS.length
  }
  const raw = { width, height, channels }
  return Uint8Array.from(await sharp(pixels, { raw }).blur(1.5).jpeg({ quality: 94 }).toBuffer())
}

/** Of a spot: as good as by chance. */
function shade(x: number, y: number): number {
  const mixed = Math.imul(x + 1, 374_761_393) ^ Math.imul(y + 1, 668_265_263)
  return (Math.imul(mixed ^ (mixed >>> 13), 1_274_126_177) >>> 24) & 0xff
}

/** Bytes of no kind in particular. */
export function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).fill(0x2a)
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
