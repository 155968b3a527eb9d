import { createHash } from 'node:crypto'
import { Refusal } from '@parley/protocol/errors'
import { describe, expect, test } from 'vitest'
import { bytesOf, PNG } from '../test/file-bytes.ts'
import { fakeWorld, pass, settle, texts } from '../test/harness.ts'
import { ParleyError } from './error.ts'
import type { Attachment } from './index.ts'

const world = fakeWorld()
const IMAGE = { bytes: PNG, type: 'image/png' }

async function chatOf() {
  world.backend.person('bob')
  const device = await world.online('alice')
  return { device, chat: await device.chat.openDirect('bob'), ...world.backend.files }
}

describe('a file that goes along with a message', () => {
  test('is brought up, and then sent with what is said of it', async () => {
    const { device, chat } = await chatOf()
    const file = new File([PNG], 'Cat.PNG', { type: 'image/png' })
    const sent = chat.sendFile({ file, width: 3.7, height: 2 }, 'look')
    expect(sent).toMatchObject({ kind: 'message', text: 'look', status: 'pending' })
    expect(sent.upload).toMatchObject({ status: 'uploading', sent: 0, total: 11, conversation: chat.id })
    expect(sent.upload?.about).toMatchObject({ kind: 'image', name: 'Cat.PNG', width: 4, height: 2 })
    await settle()
    expect(await sent.acked).toMatchObject({ seq: 1 })
    const media = { kind: 'image', type: 'image/png', bytes: 11, name: 'Cat.PNG', width: 4, height: 2 }
    expect(chat.messages).toMatchObject([{ text: 'look', media }])
    expect(await sent.upload?.done).toMatchObject(media)
    expect(sent.upload).toMatchObject({ status: 'ready', sent: 11, media: chat.messages[0]?.media?.media })
    expect(chat.pending).toEqual([])
    expect(device.heard.errors).toEqual([])
  })

  test('goes without a word, as bytes or as a Blob, and is seen by the others', async () => {
    const { chat } = await chatOf()
    const bob = await world.online('bob')
    chat.sendFile({ file: IMAGE })
    await settle()
    chat.sendFile({ file: new Blob(['plain'], { type: 'text/plain;charset=utf-8' }) })
    await settle()
    const [theirs] = bob.chat.conversations()
    expect(texts(theirs!)).toEqual(['', ''])
    expect(theirs?.messages.map(({ media }) => media?.type)).toEqual(['image/png', 'text/plain'])
    const objects = [...world.backend.files.storage.objects.values()]
    expect(objects).toEqual([PNG, new TextEncoder().encode('plain')])
  })

  test('does not hold up what is written after it, and takes its place when it is ready', async () => {
    const { device, chat, storage } = await chatOf()
    const slow = Promise.withResolvers<void>()
    storage.delays = () => slow.promise
    const sent = chat.sendFile({ file: IMAGE }, 'picture')
    chat.send('meanwhile')
    await settle()
    expect(texts(chat)).toEqual(['meanwhile'])
    expect(chat.pending).toEqual([sent])
    slow.resolve()
    await settle()
    expect(texts(chat)).toEqual(['meanwhile', 'picture'])
    expect(device.heard.texts).toEqual(['meanwhile', 'picture'])
    expect(world.backend.sends.at(-1)).toMatchObject({ text: 'picture', after: 1 })
  })

  test('arrives behind those that were sent before it, however slow they are', async () => {
    const { chat, storage } = await chatOf()
    const slow = Promise.withResolvers<void>()
    const delays = [slow.promise]
    storage.delays = () => delays.shift()
    chat.sendFile({ file: IMAGE }, 'first')
    const second = chat.sendFile({ file: IMAGE }, 'second')
    chat.sendFile({ file: IMAGE }, 'third')
    await settle()
    second.upload?.cancel()
    await settle()
    expect(texts(chat)).toEqual([])
    slow.resolve()
    await settle()
    expect(texts(chat)).toEqual(['first', 'third'])
  })

  test('keeps what it brings along when its text is edited, and loses it when it is deleted', async () => {
    const { chat } = await chatOf()
    chat.sendFile({ file: IMAGE }, 'before')
    await settle()
    chat.edit(chat.messages[0]!, 'after')
    await settle()
    expect(chat.messages).toMatchObject([{ text: 'after', edited: true, media: { kind: 'image' } }])
    chat.deleteForEveryone(chat.messages[0]!)
    await settle()
    expect(chat.messages).toMatchObject([{ kind: 'deleted' }])
    expect(chat.messages[0]?.media).toBeUndefined()
  })

  test('may bring a text that no frame carries', async () => {
    const { chat } = await chatOf()
    const long = 'long '.repeat(4_000)
    chat.sendFile({ file: IMAGE }, long)
    await settle()
    expect(chat.messages).toMatchObject([{ text: long, media: { kind: 'image' } }])
    expect(world.backend.calls).toContain('sendLong')
  })
})

describe('what the server is told of a file', () => {
  async function told(attachment: Attachment) {
    const { chat, items } = await chatOf()
    chat.sendFile(attachment)
    await settle()
    return [...items.values()].at(-1)?.said
  }

  test.each([
    ['image/jpeg', 'image', 'image/jpeg'],
    ['IMAGE/JPG', 'image', 'image/jpeg'],
    ['image/svg+xml', 'document', 'image/svg+xml'],
    ['video/mp4', 'video', 'video/mp4'],
    ['audio/x-m4a', 'audio', 'audio/mp4'],
    ['audio/webm;codecs=opus', 'audio', 'audio/webm'],
    ['application/pdf', 'document', 'application/pdf'],
    ['', 'document', 'application/octet-stream'],
    ['nonsense', 'document', 'application/octet-stream'],
  ])('a file of type “%s” is of kind %s', async (type, kind, known) => {
    expect(await told({ file: { bytes: PNG, type } })).toMatchObject({ kind, type: known })
  })

  test('an image is made smaller unless one says otherwise, and a document never is', async () => {
    expect(await told({ file: IMAGE })).toMatchObject({ compressed: true })
    expect(await told({ file: IMAGE, compressed: false })).toMatchObject({ compressed: false })
    expect(await told({ file: IMAGE, kind: 'document' })).not.toHaveProperty('compressed')
  })

  test('its checksum, and nothing that is not known of it', async () => {
    const checksum = createHash('sha256').update(PNG).digest('base64')
    const said = await told({ file: IMAGE, kind: 'document', name: '' })
    const keys = ['bytes', 'checksums', 'clientId', 'conversation', 'device', 'kind', 'type']
    expect(Object.keys(said ?? {}).sort()).toEqual(keys)
    expect(said?.checksums).toEqual([checksum])
  })
})

describe('a file that is no good', () => {
  test('for being empty is refused at once', async () => {
    const { chat } = await chatOf()
    expect(() => chat.sendFile({ file: new Blob([]) })).toThrow(ParleyError)
    expect(chat.pending).toEqual([])
  })

  test('for the server fails its message, and says why', async () => {
    const { chat } = await chatOf()
    const sent = chat.sendFile({ file: { bytes: bytesOf(50), type: 'image/png' } }, 'not really')
    await settle()
    expect(sent).toMatchObject({ status: 'failed', error: { code: 'BAD_MEDIA' } })
    expect(sent.upload).toMatchObject({
      status: 'failed',
      error: { detail: 'no image of a type that is shown' },
    })
    await expect(sent.upload?.done).rejects.toMatchObject({ code: 'BAD_MEDIA' })
    await expect(sent.acked).rejects.toMatchObject({ code: 'BAD_MEDIA' })
    expect(world.backend.sends).toEqual([])
  })

  test('since it can no longer be read fails its message', async () => {
    const { chat } = await chatOf()
    const gone = new Blob([PNG])
    gone.slice = () =>
      ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }) as Blob
    const sent = chat.sendFile({ file: gone })
    await settle()
    expect(sent).toMatchObject({ status: 'failed', error: { code: 'BAD_MEDIA' } })
  })

  test('since it has changed under way fails its message after a few tries', async () => {
    const { chat, storage } = await chatOf()
    storage.fault = () => 400
    const sent = chat.sendFile({ file: IMAGE })
    await pass(120_000)
    expect(sent).toMatchObject({
      status: 'failed',
      error: { code: 'BAD_MEDIA', detail: 'the file has changed' },
    })
  })

  test('goes under a new client id when it is tried again', async () => {
    const { chat, items } = await chatOf()
    world.backend.refusals.push({ name: 'createUpload', refusal: new Refusal('BAD_MEDIA', 'no room') })
    const sent = chat.sendFile({ file: IMAGE })
    const first = world.backend.calls.length
    await settle()
    expect(sent.status).toBe('failed')
    sent.upload?.retry()
    await settle()
    expect(texts(chat)).toEqual([''])
    expect(items.size).toBe(1)
    expect(world.backend.calls.slice(first).filter((name) => name === 'createUpload')).toHaveLength(2)
  })
})

describe('a file that was cancelled', () => {
  test('is sent no more, and forgotten by the server', async () => {
    const { chat, items, storage } = await chatOf()
    storage.delays = () => new Promise(() => {})
    const sent = chat.sendFile({ file: IMAGE }, 'never mind')
    await settle()
    sent.upload?.cancel()
    await settle()
    expect(sent).toMatchObject({ status: 'failed', error: { code: 'CANCELLED' } })
    expect(sent.upload).toMatchObject({ status: 'cancelled', sent: 0 })
    await expect(sent.upload?.done).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(items.size).toBe(0)
    await sent.discard()
    expect(chat.pending).toEqual([])
    expect(world.backend.sends).toEqual([])
  })

  test('has its requests to storage ended', async () => {
    const signals: AbortSignal[] = []
    world.backend.person('bob')
    const { chat } = await world.online('alice', {
      platform: { transfer: ({ signal }) => new Promise(() => signals.push(signal)) },
    })
    const { upload } = (await chat.openDirect('bob')).sendFile({ file: IMAGE })
    await settle()
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    upload?.cancel()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  test('begins anew when it is tried again, whatever is still under way of the first time', async () => {
    const { device, chat, items } = await chatOf()
    const slow = Promise.withResolvers<void>()
    device.network.delays = (url) => (url.endsWith('/media') ? slow.promise : undefined)
    const sent = chat.sendFile({ file: IMAGE }, 'after all')
    await settle()
    sent.upload?.cancel()
    sent.upload?.retry()
    slow.resolve()
    await settle()
    expect(texts(chat)).toEqual(['after all'])
    expect([...items.keys()]).toEqual([chat.messages[0]?.media?.media])
  })

  test('is left alone once its message has gone', async () => {
    const { chat, items } = await chatOf()
    const sent = chat.sendFile({ file: IMAGE })
    await settle()
    sent.upload?.cancel()
    await settle()
    expect(sent.status).toBe('sent')
    expect(items.size).toBe(1)
  })
})
