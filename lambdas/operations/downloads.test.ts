import type { MediaId } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { acting, newGroupOf } from '../../test/fixtures/acting.ts'
import { ask, asking } from '../../test/fixtures/asking.ts'
import { FILM, forgetting, MADE, made, PNG, SMALLER, uploading } from '../../test/fixtures/files.ts'
import { newClientId, newSpeaker } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import { deliver } from '../delivery/deliver.ts'
import { copyMedia, getMedia, getPicture } from './files.ts'

async function scene() {
  const world = newWorld()
  const { ada, ben, conversation } = await world.newPair()
  const ofAda = uploading(world, ada, conversation)
  const send = (media: string, more = {}) =>
    acting(world, ada)('send', { conversation, text: '', media, ...more })
  const get = (seq: number, by = ben) =>
    getMedia({ path: { conversation, seq }, query: {}, body: {} }, asking(world, by))
  const fetched = (url = '') => world.mediaStore.fetch(url)
  return { world, ada, ben, conversation, ...ofAda, send, get, fetched }
}
const refused = (code: string) => expect.objectContaining({ code })
const saved = (name: string) => expect.stringMatching(new RegExp(`^attachment; filename="${name}"`))

describe('the file of a message', () => {
  it('is fetched as what was found in it, by who may read the message and nobody else', async () => {
    const { world, ada, bring, send, get, fetched } = await scene()
    const { seq } = await send(await bring(PNG, { type: 'image/jpeg', name: 'a.png' }))
    const download = await get(seq)
    expect(download).toMatchObject({
      type: 'image/png',
      bytes: PNG.length,
      state: 'processing',
      expiresAt: world.clock.now + 15 * 60_000,
    })
    expect(fetched(download.url)).toMatchObject({ bytes: PNG, type: 'image/png' })
    expect(fetched(download.url)).toMatchObject({
      disposition: expect.stringMatching(/^inline; filename="a.png"/),
    })
    expect(fetched((await get(seq, ada)).url)).toBeDefined()
    await expect(get(seq, newSpeaker())).rejects.toEqual(refused('NOT_FOUND'))
    world.clock.now = download.expiresAt
    expect(fetched(download.url)).toBeUndefined()
  })

  it('is asked to be made small again by whoever looks, if storage never told of it', async () => {
    const { world, bring, send, get } = await scene()
    const image = await bring()
    const { seq } = await send(image)
    world.thumbnails.take()
    await get(seq)
    expect(world.thumbnails.take()).toEqual([])
    world.clock.now += 61_000
    await get(seq)
    expect(world.thumbnails.take()).toEqual([{ media: image, compressed: false }])
    await made(world, image, { givenUp: 'unreadable' })
    await get(seq)
    expect(world.thumbnails.take()).toEqual([])
  })

  it('comes with its small picture once that is made, or with why it is not', async () => {
    const { world, bring, send, get, fetched } = await scene()
    const [first, second] = [await bring(), await bring()]
    const [{ seq }, other] = [await send(first), await send(second, { after: 1 })]
    await made(world, first, MADE)
    await made(world, second, { givenUp: 'too-many-pixels' })
    const download = await get(seq)
    expect(download).toMatchObject({
      state: 'ready',
      thumbnail: { width: 480, height: 360 },
      blur: MADE.blur,
    })
    expect(fetched(download.thumbnail?.url)?.type).toBe('image/webp')
    const given = await get(other.seq)
    expect(given).toMatchObject({ state: 'given-up', reason: 'too-many-pixels' })
    expect(fetched(given.url)?.bytes).toEqual(PNG)
    expect(given).not.toHaveProperty('thumbnail')
  })

  it('that is to be compressed is never fetched as it was brought up', async () => {
    const { world, bring, send, get, fetched } = await scene()
    const media = await bring(PNG, { compressed: true })
    const { seq } = await send(media)
    expect(await get(seq)).not.toHaveProperty('url')
    await made(world, media, { givenUp: 'unreadable' })
    expect(await get(seq)).not.toHaveProperty('url')
    await made(world, media, SMALLER)
    const download = await get(seq)
    expect(download).toMatchObject({ type: 'image/webp', bytes: 7, state: 'ready' })
    expect(fetched(download.url)?.bytes).toEqual(Buffer.from('display'))
  })

  it.each([
    ['a page', '<html><script>alert(1)</script>', 'text/html', 'x.html'],
    ['SVG', '<svg onload="alert(1)"/>', 'image/svg+xml', 'x.svg'],
    ['script', 'alert(1)', 'text/javascript', 'x.js'],
  ])('is only ever saved, as nothing in particular, if it is %s', async (_, file, type, name) => {
    const { bring, send, get, fetched } = await scene()
    const { seq } = await send(await bring(Buffer.from(file), { kind: 'document', type, name }))
    const download = await get(seq)
    expect(download).toMatchObject({ type: 'application/octet-stream', state: 'ready' })
    expect(fetched(download.url)).toMatchObject({
      type: 'application/octet-stream',
      disposition: saved(name),
    })
  })

  it('is saved, not shown, if it was sent as a document', async () => {
    const { bring, send, get, fetched } = await scene()
    const { seq } = await send(await bring(PNG, { kind: 'document', name: 'a.png' }))
    expect(fetched((await get(seq)).url)).toMatchObject({ type: 'image/png', disposition: saved('a.png') })
  })

  it('that is a film is shown by its picture', async () => {
    const { world, bring, send, get, fetched } = await scene()
    const poster = await bring()
    const { seq } = await send(await bring(FILM, { kind: 'video', type: 'video/mp4', poster }))
    expect(await get(seq)).toMatchObject({ type: 'video/mp4', state: 'processing' })
    await made(world, poster, MADE)
    const download = await get(seq)
    expect(download).toMatchObject({ state: 'ready', blur: MADE.blur })
    expect(fetched(download.thumbnail?.url)).toBeDefined()
    expect(fetched(download.url)?.bytes).toEqual(FILM)
  })

  it('is gone with the message, all of it, and so is the picture of a film', async () => {
    const { world, ada, conversation, bring, send, get } = await scene()
    const settled = forgetting(world)
    const poster = await bring()
    const film = await bring(FILM, { kind: 'video', type: 'video/mp4', poster })
    await made(world, poster, MADE)
    const { seq } = await send(film)
    const deletion = await acting(world, ada)('delete', { conversation, target: seq, after: seq })
    await expect(get(seq)).rejects.toEqual(refused('NOT_FOUND'))
    const entries = await world.log.at([{ conversation, seq: deletion.seq }])
    for (let time = 0; time < 2; time++) {
      expect(await deliver(entries, world)).toEqual(new Set())
      await settled()
      expect(world.mediaStore.keys()).toEqual([])
    }
  })

  it('of a message that has disappeared is not found', async () => {
    const world = newWorld({ retention: 60 })
    const { ada, conversation } = await world.newPair()
    const media = await uploading(world, ada, conversation).bring()
    const { seq } = await acting(world, ada)('send', { conversation, text: '', media })
    const get = () => getMedia({ path: { conversation, seq }, query: {}, body: {} }, asking(world, ada))
    expect(await get()).toMatchObject({ type: 'image/png' })
    world.clock.now += 60_000
    await expect(get()).rejects.toEqual(refused('NOT_FOUND'))
    world.media.expire(world.clock.now + 86_000_000)
    expect(await world.media.read(media as MediaId)).toBeDefined()
    world.media.expire(world.clock.now + 87_000_000)
    expect(await world.media.read(media as MediaId)).toBeUndefined()
  })
})

describe('forwarding', () => {
  const copy = async (
    world: ReturnType<typeof newWorld>,
    from: { conversation: string; seq: number },
    by: ReturnType<typeof newSpeaker>,
    to: string,
    clientId: string = newClientId(),
  ) => copyMedia({ ...ask({ device: by.device, clientId, to }, from) }, asking(world, by))

  it('makes a file of one’s own, once, which outlives the first', async () => {
    const { world, ben, conversation, bring, send } = await scene()
    const settled = forgetting(world)
    const media = await bring(PNG, { name: 'a.png' })
    const { seq } = await send(media)
    const group = await newGroupOf(world, 1)
    await group.add(ben)
    const clientId = newClientId()
    const copied = await copy(world, { conversation, seq }, ben, group.conversation, clientId)
    expect(copied).toMatchObject({
      state: 'ready',
      descriptor: { kind: 'image', name: 'a.png', bytes: PNG.length },
    })
    expect(await copy(world, { conversation, seq }, ben, group.conversation, clientId)).toEqual(copied)
    await world.media.remove(media as MediaId)
    await settled()
    const sent = await acting(world, ben)('send', {
      conversation: group.conversation,
      text: '',
      media: copied.media,
      forwarded: true,
      after: 1,
    })
    const download = await getMedia(
      { path: { conversation: group.conversation, seq: sent.seq }, query: {}, body: {} },
      asking(world, group.owner),
    )
    expect(world.mediaStore.fetch(download.url!)?.bytes).toEqual(PNG)
  })

  it('takes of a compressed image what readers get', async () => {
    const { world, ben, conversation, bring, send, fetched } = await scene()
    const media = await bring(PNG, { compressed: true })
    const { seq } = await send(media)
    await expect(copy(world, { conversation, seq }, ben, conversation)).rejects.toEqual(refused('NOT_READY'))
    const display = Buffer.from('RIFF....WEBP')
    await made(world, media, { ...SMALLER, display: { ...SMALLER.display, bytes: display.length } })
    world.mediaStore.write('display', media as MediaId, display)
    const { media: copied } = await copy(world, { conversation, seq }, ben, conversation)
    const sent = await acting(world, ben)('send', { conversation, text: '', media: copied, after: seq })
    const download = await getMedia(
      { path: { conversation, seq: sent.seq }, query: {}, body: {} },
      asking(world, ben),
    )
    expect(download).toMatchObject({ type: 'image/webp', bytes: display.length })
    expect(fetched(download.url)?.bytes).toEqual(display)
  })

  it('is refused from and to where one is not', async () => {
    const { world, ada, ben, conversation, bring, send } = await scene()
    const { seq } = await send(await bring())
    const group = await newGroupOf(world, 1)
    await expect(copy(world, { conversation, seq }, group.owner, group.conversation)).rejects.toEqual(
      refused('NOT_FOUND'),
    )
    await expect(copy(world, { conversation, seq }, ben, group.conversation)).rejects.toEqual(
      refused('NOT_FOUND'),
    )
    await expect(copy(world, { conversation, seq: 9 }, ada, conversation)).rejects.toEqual(
      refused('NOT_FOUND'),
    )
  })
})

describe('a profile picture', () => {
  it('is fetched by those it is shown to; by others as if there were none', async () => {
    const { world, ada, ben } = await scene()
    const media = await uploading(world, ada).bring()
    await made(world, media, SMALLER)
    const picture = (by = ben) =>
      getPicture({ path: { user: ada.user }, query: {}, body: {} }, asking(world, by))
    await expect(picture()).rejects.toEqual(refused('NOT_FOUND'))
    const [profile] = await world.profiles.of([ada.user])
    await world.profiles.claim({ ...profile!, user: ada.user, picture: media })
    expect(world.mediaStore.fetch((await picture()).url!)?.bytes).toEqual(Buffer.from('display'))
    await world.settings.put(ada, { picture: 'nobody' }, world.clock.now)
    await expect(picture()).rejects.toEqual(refused('NOT_FOUND'))
    expect(await picture(ada)).toMatchObject({ state: 'ready' })
  })
})
