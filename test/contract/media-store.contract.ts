import { createHash, randomBytes } from 'node:crypto'
import { type MediaId, SNIFFED_BYTES } from '@parley/domain'
import { MEDIA_PART_BYTES } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import type { MEDIA_FOLDERS, MediaFolder } from '../../lambdas/media-folders.ts'
import type { MediaItem, MediaStore, Rendition } from '../../lambdas/ports.ts'
import { newPair, newUser } from '../fixtures/people.ts'

const MINUTE = 60_000
const MADE: Rendition = { width: 480, height: 360, blur: 'data:image/webp;base64,AAAA' }

type Form = Awaited<ReturnType<MediaStore['form']>>
type Part = Awaited<ReturnType<MediaStore['parts']>>[number]
export type MediaStoreUnderTest = {
  readonly store: MediaStore
  /** What a device does with what it was given: whether storage took it. */
  post(form: Form, bytes: Uint8Array): Promise<boolean>
  put(part: Part, bytes: Uint8Array): Promise<boolean>
  /** Undefined for what storage refuses. */
  fetch(url: string): Promise<{ bytes: Uint8Array; type: string; disposition: string } | undefined>
  /** As the thumbnail function writes. */
  write(folder: MediaFolder, media: MediaId, bytes: Uint8Array): Promise<void>
  /** Waits until an address that was good for so long is good no more. */
  outlive(lifeMs: number): Promise<void>
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')

/** What every MediaStore guarantees. */
export function mediaStoreContract(open: () => Promise<MediaStoreUnderTest>): void {
  const newItem = (bytes: Uint8Array, more: Partial<MediaItem> = {}): MediaItem => ({
    media: newUser() as string as MediaId,
    owner: newPair().ada.user,
    device: newPair().ada.device,
    kind: 'image',
    type: 'image/png',
    bytes: bytes.length,
    checksums: [sha256(bytes)],
    state: 'waiting',
    ...more,
  })
  const FILE = randomBytes(SNIFFED_BYTES + 100)
  const uploaded = async ({ store, post }: MediaStoreUnderTest, bytes = FILE) => {
    const item = newItem(bytes)
    expect(await post(await store.form(item, MINUTE), bytes)).toBe(true)
    return item
  }
  const asImage = { type: 'image/png', inline: true }
  const original = async ({ store, fetch }: MediaStoreUnderTest, media: MediaId) =>
    fetch(await store.address(media, 'original', asImage, MINUTE))

  describe('a file in one piece', () => {
    it('arrives, and can be looked at and fetched', async () => {
      const world = await open()
      const item = newItem(FILE)
      expect(await world.store.inspect(item.media)).toBeUndefined()
      expect(await world.post(await world.store.form(item, MINUTE), FILE)).toBe(true)
      const arrived = await world.store.inspect(item.media)
      expect(arrived).toMatchObject({ bytes: FILE.length, checksum: item.checksums[0] })
      expect(Buffer.from(arrived!.beginning).equals(FILE.subarray(0, SNIFFED_BYTES))).toBe(true)
      expect(Buffer.from((await original(world, item.media))!.bytes).equals(FILE)).toBe(true)
    })

    it('may be a single byte', async () => {
      const world = await open()
      const { media } = await uploaded(world, randomBytes(1))
      expect(await world.store.inspect(media)).toMatchObject({ bytes: 1 })
    })

    it.each<[string, (form: Form, other: Form) => [Form, Uint8Array]]>([
      ['larger', (form) => [form, Buffer.concat([FILE, FILE])]],
      ['smaller', (form) => [form, FILE.subarray(1)]],
      ['of other bytes', (form) => [form, randomBytes(FILE.length)]],
      ['of another type', (form) => [withField(form, 'Content-Type', 'text/html'), FILE]],
      ['under another key', (form, other) => [withField(form, 'key', other.fields.key!), FILE]],
      [
        'under a checksum of its own',
        (form) => {
          const bytes = randomBytes(FILE.length)
          return [withField(form, 'x-amz-checksum-sha256', sha256(bytes)), bytes]
        },
      ],
    ])('is refused if it is %s than announced', async (_, changed) => {
      const { store, post } = await open()
      const [item, other] = [newItem(FILE), newItem(FILE)]
      const [form, bytes] = changed(await store.form(item, MINUTE), await store.form(other, MINUTE))
      expect(await post(form, bytes)).toBe(false)
      expect(await store.inspect(item.media)).toBeUndefined()
      expect(await store.inspect(other.media)).toBeUndefined()
    })

    it('is refused after its form has expired, and taken with a fresh one', async () => {
      const { store, post, outlive } = await open()
      const item = newItem(FILE)
      const form = await store.form(item, 1_000)
      await outlive(1_000)
      expect(await post(form, FILE)).toBe(false)
      expect(await post(await store.form(item, MINUTE), FILE)).toBe(true)
    })
  })

  describe('a file in parts', () => {
    const parts = [randomBytes(MEDIA_PART_BYTES), randomBytes(MEDIA_PART_BYTES), randomBytes(5)]
    const whole = Buffer.concat(parts)
    const begun = async ({ store }: MediaStoreUnderTest) => {
      const item = newItem(whole, { checksums: parts.map(sha256) })
      return { ...item, uploadId: await store.beginParts(item) }
    }

    it('is taken up again where it stopped, and put together once', async () => {
      const world = await open()
      const { store, put } = world
      const item = await begun(world)
      const addresses = await store.parts(item, MINUTE)
      expect(addresses.map(({ number }) => number)).toEqual([1, 2, 3])
      expect(await put(addresses[1]!, parts[1]!)).toBe(true)
      expect(await store.join(item)).toBe(false)
      const missing = await store.parts(item, MINUTE)
      expect(missing.map(({ number }) => number)).toEqual([1, 3])
      for (const part of missing) expect(await put(part, parts[part.number - 1]!)).toBe(true)
      expect(await store.inspect(item.media)).toBeUndefined()

      expect(await Promise.all([store.join(item), store.join(item)])).toEqual([true, true])
      expect(await store.join(item)).toBe(true)
      expect(await store.parts(item, MINUTE)).toEqual([])
      const digests = Buffer.concat(item.checksums.map((checksum) => Buffer.from(checksum, 'base64')))
      expect(await store.inspect(item.media)).toMatchObject({
        bytes: whole.length,
        checksum: `${sha256(digests)}-3`,
      })
      expect(Buffer.from((await original(world, item.media))!.bytes).equals(whole)).toBe(true)
    })

    it('takes no other bytes for a part, and none for another', async () => {
      const world = await open()
      const item = await begun(world)
      const [, , last] = await world.store.parts(item, MINUTE)
      expect(await world.put(last!, randomBytes(5))).toBe(false)
      expect(await world.put(last!, parts[0]!)).toBe(false)
      const bytes = randomBytes(5)
      expect(await world.put({ ...last!, headers: { 'x-amz-checksum-sha256': sha256(bytes) } }, bytes)).toBe(
        false,
      )
      expect((await world.store.parts(item, MINUTE)).map(({ number }) => number)).toEqual([1, 2, 3])
    })

    it('leaves nothing behind when it is removed under way', async () => {
      const world = await open()
      const item = await begun(world)
      const [first] = await world.store.parts(item, MINUTE)
      await world.put(first!, parts[0]!)
      await world.store.remove(item)
      await world.store.remove(item)
      expect(await world.store.join(item)).toBe(false)
      expect(await world.store.parts(item, MINUTE)).toEqual([])
      expect(await world.put(first!, parts[0]!)).toBe(false)
    })
  })

  describe('a download', () => {
    it.each([
      ['shown as what it is', { type: 'image/png', inline: true }, 'image/png', /^inline$/],
      [
        'saved under its name, whatever that is',
        { type: 'application/octet-stream', inline: false, name: 'ä"\r\nx: y.html' },
        'application/octet-stream',
        /^attachment; filename="[^"\r\n]+"; filename\*=UTF-8''%C3%A4[A-Za-z0-9%._-]+\.html$/,
      ],
    ])('is %s', async (_, served, type, disposition) => {
      const world = await open()
      const { media } = await uploaded(world)
      const got = await world.fetch(await world.store.address(media, 'original', served, MINUTE))
      expect(got).toMatchObject({ type, disposition: expect.stringMatching(disposition) })
    })

    it('is refused once its address has expired, and of what is not there', async () => {
      const world = await open()
      const { media } = await uploaded(world)
      const url = await world.store.address(media, 'original', asImage, 1_000)
      await world.outlive(1_000)
      expect(await world.fetch(url)).toBeUndefined()
      expect(await world.fetch(await world.store.address(media, 'display', asImage, MINUTE))).toBeUndefined()
    })
  })

  it('a copy is a file of its own', async () => {
    const world = await open()
    const item = await uploaded(world)
    const copy = newItem(FILE, { type: 'image/webp' })
    expect(await world.store.copy(newItem(FILE).media, 'original', copy)).toBe(false)
    expect(await world.store.copy(item.media, 'display', copy)).toBe(false)
    expect(await world.store.copy(item.media, 'original', copy)).toBe(true)
    expect(await world.store.copy(item.media, 'original', copy)).toBe(true)
    await world.store.remove(item)
    expect(await world.store.inspect(copy.media)).toMatchObject({ bytes: FILE.length })
  })

  it('what was made of a file is told, and goes with it and no other', async () => {
    const world = await open()
    const [item, other] = [await uploaded(world), await uploaded(world)]
    expect(await world.store.rendition(item.media)).toBeUndefined()
    for (const { media } of [item, other]) {
      for (const folder of ['thumbnail', 'display'] as const) await world.write(folder, media, FILE)
      await world.write('rendition', media, Buffer.from(JSON.stringify(MADE)))
    }
    expect(await world.store.rendition(item.media)).toEqual(MADE)

    await world.store.remove(item)
    await world.store.remove(item)
    expect(await world.store.inspect(item.media)).toBeUndefined()
    expect(await world.store.rendition(item.media)).toBeUndefined()
    for (const which of [
      'original',
      'display',
      'thumbnail',
    ] as const satisfies (keyof typeof MEDIA_FOLDERS)[]) {
      const fetched = async (media: MediaId) =>
        world.fetch(await world.store.address(media, which, asImage, MINUTE))
      expect(await fetched(item.media)).toBeUndefined()
      expect(await fetched(other.media)).toBeDefined()
    }
  })
}

function withField(form: Form, name: string, value: string): Form {
  return { ...form, fields: { ...form.fields, [name]: value } }
}
