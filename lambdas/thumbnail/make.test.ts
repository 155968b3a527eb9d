import type { MediaId } from '@parley/domain'
import sharp from 'sharp'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Rendition } from '../ports.ts'
import { LIMITS } from './limits.ts'
import { make, type Pictures } from './make.ts'
import type { Picture } from './render.ts'

const media = '0123456789abcdefghijklmno' as MediaId
const objects = new Map<string, Picture | Rendition>()
let original: Uint8Array | 'too-large' | undefined

const pictures: Pictures = {
  original: async () => original,
  put: async (id, which, picture) => void objects.set(`${which}/${id}`, picture),
  putRendition: async (id, rendition) => void objects.set(`rendition/${id}`, rendition),
}

beforeEach(() => objects.clear())

/** A photograph as a phone takes it: turned on its side, and saying where it was taken. */
async function photograph(width = 1_200, height = 900): Promise<Buffer> {
  const gps = { IFD0: { Make: 'A Phone' }, IFD3: { GPSLatitude: '52/1 31/1 0/1', GPSLatitudeRef: 'N' } }
  return sharp({ create: { width, height, channels: 3, background: '#369' } })
    .withExif(gps)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

/** A moving picture: frames of a few pixels, each of another grey. */
function animation(frames: number): Promise<Buffer> {
  const raw = Buffer.alloc(4 * 4 * 3 * frames)
  for (let frame = 0; frame < frames; frame++) raw.fill((frame * 11) % 256, frame * 48, (frame + 1) * 48)
  return sharp(raw, { raw: { width: 4, height: 4 * frames, channels: 3, pageHeight: 4 } })
    .gif()
    .toBuffer()
}

async function rendition(compressed = false, isLast = false): Promise<Rendition> {
  await make({ media, compressed }, isLast, pictures)
  return objects.get(`rendition/${media}`) as Rendition
}

function picture(which: 'thumbnail' | 'display'): Picture {
  return objects.get(`${which}/${media}`) as Picture
}

describe('an image', () => {
  test('has a small upright picture, and a blur to be shown before that', async () => {
    original = await photograph()
    expect(await rendition()).toMatchObject({
      width: 360,
      height: 480,
      blur: expect.stringMatching(/^data:image\/webp;base64,/),
    })
    expect(picture('thumbnail')).toMatchObject({ type: 'image/webp', width: 360, height: 480 })
    expect(picture('display')).toBeUndefined()
  })

  test('that is sent compressed is shown smaller, and says nothing of where and with what it was made', async () => {
    original = await photograph(4_000, 3_000)
    expect((await sharp(original).metadata()).exif).toBeDefined()
    const made = await rendition(true)
    expect(made).toMatchObject({ display: { type: 'image/jpeg', width: 1_536, height: 2_048 } })
    for (const which of ['display', 'thumbnail'] as const) {
      const { exif, xmp, iptc, icc, orientation } = await sharp(picture(which).bytes).metadata()
      expect({ exif, xmp, iptc, icc, orientation }).toEqual({})
    }
    expect(made).toMatchObject({ display: { bytes: picture('display').bytes.length } })
  })

  test('that is small is not made larger', async () => {
    original = await photograph(30, 20)
    expect(await rendition(true)).toMatchObject({ width: 20, height: 30, display: { width: 20, height: 30 } })
  })

  test('that is transparent stays so', async () => {
    original = await sharp({ create: { width: 9, height: 9, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer()
    expect(await rendition(true)).toMatchObject({ display: { type: 'image/webp' } })
    expect((await sharp(picture('display').bytes).metadata()).hasAlpha).toBe(true)
  })

  test('that moves keeps moving, but for its small picture', async () => {
    original = await animation(12)
    await rendition(true)
    expect((await sharp(picture('display').bytes).metadata()).pages).toBe(12)
    expect((await sharp(picture('thumbnail').bytes).metadata()).pages).toBeUndefined()
  })

  test('made twice is the same', async () => {
    original = await photograph()
    const first = await rendition(true)
    expect(await rendition(true)).toEqual(first)
  })
})

describe('given up, with the reason, is', () => {
  test('an image of more pixels than fit, by what it says of itself: nothing is decoded', async () => {
    const side = Math.ceil(Math.sqrt(LIMITS.pixels)) + 1
    original = await sharp({ create: { width: side, height: side, channels: 3, background: '#000' } })
      .png()
      .toBuffer()
    expect(original.length).toBeLessThan(2_000_000)
    expect(await rendition()).toEqual({ givenUp: 'too-many-pixels' })
  })

  test('a header that promises fifty thousand pixels a side over hardly any data', async () => {
    const bomb = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
      .png()
      .toBuffer()
    bomb.writeUInt32BE(50_000, 16)
    bomb.writeUInt32BE(50_000, 20)
    original = bomb
    expect(await rendition()).toEqual({ givenUp: expect.stringMatching(/^(too-many-pixels|unreadable)$/) })
  })

  test('an animation of too many frames, of which the small picture is no trouble', async () => {
    original = await animation(LIMITS.frames + 1)
    expect(await rendition(true)).toEqual({ givenUp: 'too-many-frames' })
    expect(await rendition(false)).toMatchObject({ width: 4, height: 4 })
  })

  test.each([
    ['a script', '<script>alert(1)</script>'],
    [
      'a drawing that is a program',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ],
    ['a document', '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj'],
    ['nothing', ''],
  ])('%s', async (_, text) => {
    original = Buffer.from(text)
    expect(await rendition()).toEqual({ givenUp: 'unreadable' })
  })

  test('half a photograph', async () => {
    const whole = await photograph()
    original = whole.subarray(0, whole.length / 2)
    expect(await rendition()).toEqual({ givenUp: 'unreadable' })
  })

  test('a file that is too large to be read', async () => {
    original = 'too-large'
    expect(await rendition()).toEqual({ givenUp: 'too-large' })
  })

  test('what has been tried as often as it will be, without looking at it again', async () => {
    original = await photograph()
    expect(await rendition(true, true)).toEqual({ givenUp: 'failed' })
    expect(picture('thumbnail')).toBeUndefined()
  })
})

test('a file that is no more needs no picture', async () => {
  original = undefined
  expect(await rendition()).toBeUndefined()
})

test('a store that fails is nobody’s fault but its own: the work comes again', async () => {
  original = await photograph()
  const failing = { ...pictures, put: async () => Promise.reject(new Error('S3 is away')) }
  await expect(make({ media, compressed: false }, false, failing)).rejects.toThrow('S3 is away')
  expect(objects.size).toBe(0)
})
