import type { Attachment } from '@parley/client'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { newcomer } from './accounts.ts'
import { deviceOf } from './devices.ts'
import {
  bomb,
  CAMERA,
  downloadOf,
  fetched,
  fileOf,
  film,
  noise,
  photograph,
  sound,
  theFile,
} from './files.ts'
import { texts } from './log.ts'
import { useSystem } from './target.ts'

const system = useSystem()

async function pair() {
  const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
  const [phone, other] = [await deviceOf(alice), await deviceOf(bob)]
  return { alice, bob, phone, other, chat: await phone.with(bob), onOther: await other.with(alice) }
}

/** Sends a file, and what its reader downloads. */
async function sent(attachment: Attachment, text?: string) {
  const people = await pair()
  await people.chat.sendFile(attachment, text).acked
  const message = await theFile(people.onOther)
  const download = await downloadOf(people.onOther, message)
  return { ...people, message, download }
}

describe('a file goes along with a message', () => {
  test('a photograph: smaller, with a thumbnail and a blur, and without where and with what it was made', async () => {
    const original = await photograph(3_000, 2_000)
    expect(Buffer.from(original).includes(CAMERA)).toBe(true)
    const { message, download, phone, other } = await sent(
      { file: fileOf(original, 'image/jpeg', 'beach.jpg') },
      'look',
    )
    expect([message.text, message.media]).toMatchObject(['look', { kind: 'image', name: 'beach.jpg' }])
    await eventually(() => expect(texts(phone.heard)).toEqual(['look']))
    expect(other.heard[0]!.media?.media).toBe(message.media!.media)

    expect(download).toMatchObject({ state: 'ready', type: 'image/jpeg' })
    expect(download.blur).toMatch(/^data:image\/webp;base64,/)
    const shown = await fetched(download.url)
    expect([shown.status, shown.bytes.length]).toEqual([200, download.bytes])
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    const { width, height, exif } = await sharp(shown.bytes).metadata()
    expect([width, height, exif]).toEqual([2_048, 1_365, undefined])
    const { url, ...size } = download.thumbnail!
    const thumbnail = await fetched(url)
    expect(size).toEqual({ width: 480, height: 320 })
    expect((await sharp(thumbnail.bytes).metadata()).format).toBe('webp')
    for (const { bytes } of [shown, thumbnail]) expect(Buffer.from(bytes).includes(CAMERA)).toBe(false)
  })

  test('a film, with a poster in place of a thumbnail', async () => {
    const file = film()
    const { message, download } = await sent({
      file: fileOf(file, 'video/mp4', 'film.mp4'),
      poster: fileOf(await photograph(800, 600), 'image/jpeg'),
      width: 1_280,
      height: 720,
      duration: 4_200,
    })
    expect(message.media).toMatchObject({ kind: 'video', type: 'video/mp4', width: 1_280, duration: 4_200 })
    const { bytes, headers } = await fetched(download.url)
    expect(bytes).toEqual(file)
    expect(headers.get('content-type')).toBe('video/mp4')
    expect(headers.get('content-disposition')).toMatch(/^inline/)
    expect(download.thumbnail).toMatchObject({ width: 480, height: 360 })
    expect(download.blur).toMatch(/^data:image\/webp;base64,/)
  })

  test('a voice message, with how long and how loud it is', async () => {
    const waveform = Array.from({ length: 64 }, (_, index) => index)
    const file = sound()
    const { message, download } = await sent({
      file: fileOf(file, 'audio/ogg;codecs=opus'),
      kind: 'voice',
      duration: 3_000,
      waveform,
    })
    expect(message.media).toMatchObject({ kind: 'voice', type: 'audio/ogg', duration: 3_000, waveform })
    expect((await fetched(download.url)).bytes).toEqual(file)
  })

  test('a document, whatever it is, byte by byte, for all devices and after a restart', async () => {
    const file = await photograph()
    const { alice, message, download, bob, chat } = await sent({
      file: fileOf(file, 'image/jpeg', 'scan.jpg'),
      kind: 'document',
    })
    expect(message.media).toMatchObject({ kind: 'document', name: 'scan.jpg', bytes: file.length })
    expect(Object.keys(download)).not.toContain('thumbnail')
    for (const [account, peer] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const onFresh = await (await deviceOf(account)).with(peer)
      const again = await downloadOf(onFresh, await theFile(onFresh))
      const { bytes, headers } = await fetched(again.url)
      expect(bytes).toEqual(file)
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="scan\.jpg"/)
    }
    expect((await chat.message(message.seq))?.media).toEqual(message.media)
  })
})

const HTML = new TextEncoder().encode('<!doctype html><script>alert(document.domain)</script>')
const SVG = new TextEncoder().encode(
  '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>',
)

describe('a file that is not what it says', () => {
  test.each([
    ['a page', HTML, 'text/html'],
    ['a drawing that is a program', SVG, 'image/svg+xml'],
  ])(
    '%s: is refused as an image, and as a document nobody opens it by looking at it',
    async (_, file, type) => {
      const { chat, onOther } = await pair()
      const dressed = chat.sendFile({ file: fileOf(file, 'image/png', 'cat.png') })
      await expect(dressed.acked).rejects.toMatchObject({ code: 'BAD_MEDIA' })
      expect([dressed.status, dressed.upload!.status]).toEqual(['failed', 'failed'])
      for (const said of [type, 'image/png'])
        await chat.sendFile({ file: fileOf(file, said, 'cat.png'), kind: 'document' }).acked
      await eventually(() => expect(onOther.messages).toHaveLength(2))
      for (const message of onOther.messages) {
        const { headers, bytes } = await fetched((await downloadOf(onOther, message)).url)
        expect(bytes).toEqual(file)
        expect(headers.get('content-disposition')).toMatch(/^attachment/)
        expect(headers.get('content-type')).toBe('application/octet-stream')
        expect(message.media!.type).toBe('application/octet-stream')
      }
      await dressed.discard()
      expect(chat.pending).toEqual([])
    },
  )

  test('an image too large to be opened is delivered, without a thumbnail, and delays nobody', async () => {
    const { chat, onOther } = await pair()
    const file = await bomb()
    await chat.sendFile({ file: fileOf(file, 'image/png', 'bomb.png'), compressed: false }).acked
    await chat.send('after it').acked
    const message = await theFile(onOther)
    const download = await downloadOf(onOther, message)
    expect(download).toMatchObject({ state: 'given-up', reason: expect.any(String) })
    expect(Object.keys(download)).not.toContain('thumbnail')
    expect((await fetched(download.url)).bytes).toEqual(file)
    await eventually(() => expect(texts(onOther.messages)).toContain('after it'))
  })

  test.each([
    ['a header of its own', 'a.txt\r\nSet-Cookie: session=stolen', 'a.txt__Set-Cookie_ session=stolen'],
    ['a path', '../../etc/passwd', '_.._etc_passwd'],
    ['the end of its name', 'a"; filename="evil.exe', 'a_; filename=_evil.exe'],
    ['the other way round', 'photo\u202egpj.exe', 'photo_gpj.exe'],
  ])('by a name with %s: is saved under one that does no harm', async (_, name, ascii) => {
    const { download } = await sent({ file: fileOf(noise(10), 'application/pdf', name) })
    const { status, headers } = await fetched(download.url)
    expect([status, headers.get('set-cookie')]).toEqual([200, null])
    expect(headers.get('content-disposition')).toContain(`attachment; filename="${ascii}"; filename*=`)
  })
})

describe('a file is forwarded', () => {
  test('without being brought up again, and stays when the first is deleted, whose objects go', async () => {
    const { onOther, other, chat, message, download } = await sent(
      { file: fileOf(await photograph(), 'image/jpeg', 'beach.jpg') },
      'look',
    )
    const cleo = await newcomer(system(), 'cleo')
    const onCleo = await (await deviceOf(cleo)).with({ handle: other.client.me!.handle! })
    const toCleo = await other.with(cleo)
    await (await toCleo.forward(message)).acked
    const forwarded = await theFile(onCleo)
    expect(forwarded).toMatchObject({
      forwarded: true,
      text: 'look',
      media: { kind: 'image', name: 'beach.jpg' },
    })
    expect(forwarded.media!.media).not.toBe(message.media!.media)
    const copy = await downloadOf(onCleo, forwarded)
    const { bytes } = await fetched(download.url)
    expect((await fetched(copy.url)).bytes).toEqual(bytes)
    expect(Buffer.from(bytes).includes(CAMERA)).toBe(false)
    expect(copy.thumbnail).toMatchObject({ width: 480, height: 360 })

    await chat.deleteForEveryone((await chat.message(message.seq))!).acked
    for (const url of [download.url, download.thumbnail!.url])
      await eventually(async () => expect((await fetched(url)).status).toBe(404))
    await eventually(async () => {
      const now = (await onOther.message(message.seq))!
      expect(now.kind).toBe('deleted')
      await expect(onOther.download(now)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })
    expect((await fetched((await onCleo.download(forwarded)).url)).bytes).toEqual(bytes)
  })
})
