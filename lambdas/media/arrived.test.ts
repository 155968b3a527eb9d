import type { MediaId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { acting } from '../../test/fixtures/acting.ts'
import { asking } from '../../test/fixtures/asking.ts'
import { FILM, forgetting, MADE, made, PNG, SMALLER, uploading } from '../../test/fixtures/files.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { mediaKey } from '../media-folders.ts'
import { cancelUpload } from '../operations/files.ts'
import { keysOf, objectArrived } from './arrived.ts'
import { fileGone } from './gone.ts'

async function scene() {
  const world = newWorld()
  const { ada, conversation } = await world.newPair()
  const ofAda = uploading(world, ada, conversation)
  const posted = async (bytes: Buffer, said = {}) => {
    const { media, form } = await ofAda.create(bytes, said)
    world.mediaStore.post(form!, bytes)
    return media as MediaId
  }
  const arrives = (media: MediaId, folder: 'original' | 'rendition' = 'original') =>
    objectArrived(mediaKey(folder, media), world)
  const cancel = (media: MediaId) =>
    cancelUpload({ path: { media }, query: {}, body: {} }, asking(world, ada))
  return { world, ada, conversation, ...ofAda, posted, arrives, cancel }
}

describe('when storage says that a file has come', () => {
  it('it is settled, once, whoever else does so, before or after', async () => {
    const { world, posted, arrives, complete } = await scene()
    const [early, late] = [await posted(PNG), await posted(PNG)]
    await Promise.all([arrives(early), complete(early), arrives(early)])
    expect(await complete(early)).toMatchObject({ state: 'ready' })
    await complete(late)
    await arrives(late)
    await arrives(late)
    expect(await world.media.read(late)).toMatchObject({ state: 'ready', found: 'image/png' })
  })

  it('an image is sent on to be made small; what is none, or was refused, is not', async () => {
    const { world, posted, arrives } = await scene()
    const plain = await posted(PNG)
    const compressed = await posted(PNG, { compressed: true })
    const film = await posted(FILM, { kind: 'video', type: 'video/mp4' })
    const page = await posted(Buffer.from('<html>'))
    for (const media of [plain, compressed, film, page]) await arrives(media)
    expect(world.thumbnails.take()).toEqual([
      { media: plain, compressed: false },
      { media: compressed, compressed: true },
    ])
    expect(await world.media.read(page)).toMatchObject({ state: 'refused' })
  })

  it('nobody waits for what has been made: it is not made again', async () => {
    const { world, posted, arrives } = await scene()
    const media = await posted(PNG)
    await made(world, media, MADE)
    await arrives(media)
    expect(world.thumbnails.take()).toEqual([])
  })

  it('though it was cancelled meanwhile, nothing of it stays', async () => {
    const { world, create, arrives, cancel } = await scene()
    const { media, form } = await create(PNG)
    await cancel(media as MediaId)
    expect(world.mediaStore.post(form!, PNG)).toBe(true)
    await arrives(media as MediaId)
    await arrives(media as MediaId)
    expect(world.mediaStore.keys()).toEqual([])
  })

  it('or what was made of it, that is noted, however often', async () => {
    const { world, bring, arrives } = await scene()
    const media = (await bring()) as MediaId
    world.mediaStore.write('rendition', media, Buffer.from(JSON.stringify(SMALLER)))
    await arrives(media, 'rendition')
    await arrives(media, 'rendition')
    expect(await world.media.read(media)).toMatchObject({ rendition: SMALLER })
    await world.media.remove(media)
    await arrives(media, 'rendition')
    expect(world.mediaStore.keys()).toEqual([])
  })

  it('it reads the keys as S3 writes them, and knows its test', () => {
    const record = (key: string) => ({ s3: { object: { key } } })
    expect(keysOf({ Records: [record('original/a%2Bb'), record('a+b/%C3%BC')] })).toEqual([
      'original/a+b',
      'a b/ü',
    ])
    expect(keysOf({ Service: 'Amazon S3', Event: 's3:TestEvent' })).toEqual([])
  })

  it('other objects are none of its business', async () => {
    const { world, arrives } = await scene()
    for (const key of ['original/', 'original/a/b', '__proto__/a', 'x']) await objectArrived(key, world)
    await arrives('x'.repeat(25) as MediaId)
  })
})

describe('when a file is no more', () => {
  it('an upload in parts that is under way is given up', async () => {
    const { world, ada, conversation } = await scene()
    const item = { media: 'x'.repeat(25) as MediaId, owner: ada.user, device: ada.device, conversation }
    const file = {
      ...item,
      kind: 'document',
      type: 'a/b',
      bytes: 9,
      checksums: ['x'],
      state: 'waiting',
    } as const
    const uploadId = await world.mediaStore.beginParts(file)
    await fileGone({ ...file, uploadId }, world)
    expect(await world.mediaStore.parts({ ...file, uploadId }, 60_000)).toEqual([])
  })

  it('the picture that went with another message stays', async () => {
    const { world, ada, conversation, bring } = await scene()
    const settled = forgetting(world)
    const poster = await bring()
    const film = await bring(FILM, { kind: 'video', type: 'video/mp4', poster })
    const send = (media: string) => acting(world, ada)('send', { conversation, text: '', media })
    await send(poster)
    await expect(send(film)).rejects.toMatchObject({ code: 'BAD_MEDIA' })
    await world.media.remove(film as MediaId)
    await settled()
    expect(world.mediaStore.keys()).toEqual([mediaKey('original', poster as MediaId)])
  })

  it('the picture of a film that was never sent stays, for it may go with another', async () => {
    const { world, bring, cancel } = await scene()
    const settled = forgetting(world)
    const poster = await bring()
    const film = await bring(FILM, { kind: 'video', type: 'video/mp4', poster })
    await cancel(film as MediaId)
    await settled()
    expect(world.mediaStore.keys()).toEqual([mediaKey('original', poster as MediaId)])
  })
})
