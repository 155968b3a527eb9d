import { Refusal } from '@parley/protocol/errors'
import { describe, expect, test } from 'vitest'
import { bytesOf, PNG } from '../test/file-bytes.ts'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'

const world = fakeWorld()
const IMAGE = { bytes: PNG, type: 'image/png' }

async function withFile(text = 'look') {
  world.backend.person('bob')
  world.backend.person('carol')
  const device = await world.online('alice')
  const chat = await device.chat.openDirect('bob')
  chat.sendFile({ file: IMAGE }, text)
  await settle()
  return { device, chat, message: chat.messages[0]!, other: await device.chat.openDirect('carol') }
}

function calls(name: string): number {
  return world.backend.calls.filter((call) => call === name).length
}

describe('a message with a file that is forwarded', () => {
  test('brings a copy of it along, without its bytes coming by here', async () => {
    const { device, other, message } = await withFile('')
    const before = world.backend.files.storage.requests.length
    const sent = await other.forward(message)
    await settle()
    expect(sent).toMatchObject({ status: 'sent', upload: { status: 'ready', total: 11, sent: 11 } })
    expect(other.messages).toMatchObject([{ text: '', forwarded: true, media: { kind: 'image', bytes: 11 } }])
    expect(other.messages[0]?.media?.media).not.toBe(message.media?.media)
    expect(world.backend.files.storage.requests).toHaveLength(before)
    expect(await other.download(other.messages[0]!)).toMatchObject({ state: 'ready', type: 'image/png' })
    expect(device.heard.errors).toEqual([])
  })

  test('is one copy and one message, though its client was killed before it heard of the copy', async () => {
    const { device, other, message } = await withFile()
    device.network.delays = (url) => (url.endsWith('/copy') ? new Promise(() => {}) : undefined)
    await other.forward(message)
    await settle()
    expect(calls('copyMedia')).toBe(1)
    await device.chat.close()
    const again = await world.online('alice', { storage: device.storage })
    await settle()
    expect(texts(await again.chat.openDirect('carol'))).toEqual(['look'])
    expect(calls('copyMedia')).toBe(2)
    expect(world.backend.files.items.size).toBe(2)
  })

  test('is copied once it can be, and fails if it is gone', async () => {
    const { other, message } = await withFile()
    world.backend.refusals.push({ name: 'copyMedia', refusal: new Refusal('NOT_READY') })
    const sent = await other.forward(message)
    await pass(5_000)
    expect(sent.status).toBe('sent')
    world.backend.refusals.push({ name: 'copyMedia', refusal: new Refusal('NOT_FOUND') })
    const failed = await other.forward(message)
    await settle()
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND' } })
    failed.retry()
    await settle()
    expect(failed.status).toBe('sent')
  })
})

describe('where a file is to be had', () => {
  test('is asked once while that is good, and again shortly before it ends', async () => {
    const { chat, message } = await withFile()
    const [first, same] = await Promise.all([chat.download(message), chat.download(message)])
    expect(first).toMatchObject({ state: 'ready', bytes: 11 })
    expect(same).toBe(first)
    await pass(13 * 60_000)
    expect(await chat.download(message)).toBe(first)
    expect(calls('getMedia')).toBe(1)
    await pass(60_000 + 1)
    expect(await chat.download(message)).not.toBe(first)
    expect(calls('getMedia')).toBe(2)
  })

  test('goes by the server’s clock', async () => {
    world.backend.aheadMs = 3_600_000
    const { chat, message } = await withFile()
    const first = await chat.download(message)
    await pass(13 * 60_000)
    expect(await chat.download(message)).toBe(first)
    await pass(2 * 60_000)
    expect(await chat.download(message)).not.toBe(first)
  })

  test('is asked again while it is being made, and after it could not be told', async () => {
    const { chat, message } = await withFile()
    world.backend.refusals.push({ name: 'getMedia', refusal: new Refusal('INTERNAL') })
    await expect(chat.download(message)).rejects.toMatchObject({ code: 'INTERNAL' })
    world.backend.files.isRendered = false
    const early = await chat.download(message)
    expect(early.state).toBe('processing')
    expect(early.url).toBeUndefined()
    world.backend.files.isRendered = true
    expect(await chat.download(message)).toMatchObject({ state: 'ready' })
  })

  test('is asked again when storage refuses an address, once for all who were refused it', async () => {
    const { chat, message } = await withFile()
    const first = await chat.download(message)
    const [second, same] = await Promise.all([chat.download(message, first), chat.download(message, first)])
    expect(second).not.toBe(first)
    expect(same).toBe(second)
    expect(await chat.download(message, first)).toBe(second)
    expect(calls('getMedia')).toBe(2)
  })

  test('is nowhere for a message without a file', async () => {
    const { chat } = await withFile()
    chat.send('bare')
    await settle()
    await expect(chat.download(chat.messages[1]!)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a profile picture', () => {
  test('is brought up without a conversation, before one is connected', async () => {
    const { chat } = await world.device('alice')
    const upload = chat.uploadPicture(IMAGE)
    expect(upload).toMatchObject({ status: 'uploading', conversation: undefined, total: 11 })
    const { media } = await settle().then(() => upload.done)
    expect(upload).toMatchObject({ status: 'ready', media, sent: 11 })
    const [[id, item] = []] = [...world.backend.files.items]
    expect(id).toBe(media)
    expect(item?.said).toMatchObject({ kind: 'image', compressed: true })
    expect(item?.said).not.toHaveProperty('conversation')
  })

  test('that is no picture is refused; one that was cancelled can be tried again', async () => {
    const { chat } = await world.device('alice')
    const wrong = chat.uploadPicture({ bytes: bytesOf(9), type: 'image/png' })
    await settle()
    expect(wrong).toMatchObject({ status: 'failed', error: { code: 'BAD_MEDIA' } })
    const { files } = world.backend
    files.storage.delays = () => new Promise(() => {})
    const upload = chat.uploadPicture(IMAGE)
    await settle()
    upload.cancel()
    await expect(upload.done).rejects.toMatchObject({ code: 'CANCELLED' })
    await settle()
    expect([...files.items.values()].map(({ state }) => state)).toEqual(['refused'])
    files.storage.delays = () => undefined
    upload.retry()
    await settle()
    await expect(upload.done).resolves.toMatchObject({ type: 'image/png' })
  })

  test('of somebody else is asked once while that is good', async () => {
    const { chat } = await world.online('alice')
    const bob = world.backend.person('bob')
    const user = bob.user as Parameters<typeof chat.picture>[0]
    await expect(chat.picture(user)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const theirs = await world.device('bob')
    const { media } = await settle().then(async () => {
      const upload = theirs.chat.uploadPicture(IMAGE)
      await settle()
      return upload.done
    })
    world.backend.files.pictures.set(user, media)
    expect(await chat.picture(user)).toMatchObject({ type: 'image/png' })
    expect(await chat.picture(user)).toBe(await chat.picture(user))
    expect(calls('getPicture')).toBe(2)
  })
})
