import { Refusal } from '@parley/protocol/errors'
import { MEDIA_PART_BYTES } from '@parley/protocol/limits'
import { expect, test } from 'vitest'
import { bytesOf, MP4, PNG } from '../test/file-bytes.ts'
import { fakeWorld, pass, settle } from '../test/harness.ts'
import type { Platform, Timing } from './index.ts'
import { defaultPlatform } from './platform.ts'

const world = fakeWorld()
const LENGTH = 4 * MEDIA_PART_BYTES + 7
const LARGE = { bytes: bytesOf(LENGTH), type: 'application/zip' }
const PARTS = [1, 2, 3, 4, 5]

async function chatOf(platform: Partial<Platform> = {}, timing: Partial<Timing> = {}) {
  world.backend.person('bob')
  const device = await world.online('alice', { platform, timing })
  return { device, chat: await device.chat.openDirect('bob'), ...world.backend.files }
}

/** The parts that storage was asked to take, with its answers. */
function asked(): string[] {
  return world.backend.files.storage.requests.map(({ part, status }) => `${part}: ${status}`)
}

test('a large file goes up in parts, each with its checksum, and is one file then', async () => {
  const { chat, storage, items } = await chatOf()
  const sent = chat.sendFile({ file: LARGE })
  await settle()
  expect(sent.status).toBe('sent')
  expect(asked().sort()).toEqual(PARTS.map((part) => `${part}: 200`))
  const [media] = [...items.keys()]
  expect(Buffer.concat(PARTS.map((part) => storage.get(media!, part)!)).equals(LARGE.bytes)).toBe(true)
})

test('at most three parts are read or on their way at a time, of all files together', async () => {
  let [held, most] = [0, 0]
  const read = (bytes: Uint8Array<ArrayBuffer>) => {
    most = Math.max(most, ++held)
    return bytes.buffer
  }
  const { chat, storage } = await chatOf()
  const file = (name: string) => {
    const blob = new File([LARGE.bytes], name)
    const { slice } = blob
    blob.slice = (from, to) => {
      expect((to ?? LENGTH) - (from ?? 0)).toBeLessThanOrEqual(MEDIA_PART_BYTES)
      return {
        arrayBuffer: async () => read(new Uint8Array(await slice.call(blob, from, to).arrayBuffer())),
      } as Blob
    }
    return blob
  }
  const gates: (() => void)[] = []
  storage.delays = () => new Promise((resolve) => gates.push(resolve))
  const sent = ['one', 'two'].map((name) => chat.sendFile({ file: file(name) }))
  await settle()
  held = 0
  most = 0
  expect(gates).toHaveLength(3)
  while (gates.length > 0) {
    gates.shift()?.()
    held--
    await settle()
  }
  expect(most).toBeLessThanOrEqual(3)
  expect(sent.map(({ status }) => status)).toEqual(['sent', 'sent'])
})

test('how far it is grows with every part that storage has taken', async () => {
  const { device, chat } = await chatOf()
  const heard: number[] = []
  device.chat.on('upload', ({ sent, conversation }) => {
    expect(conversation).toBe(chat)
    heard.push(sent.upload!.sent)
  })
  chat.sendFile({ file: LARGE })
  await settle()
  expect(new Set(heard).size).toBe(5)
  expect(heard).toEqual([...heard].sort((a, b) => a - b))
  expect(heard.at(-1)).toBe(LENGTH)
})

test('where the platform can tell, it grows with every byte, and falls back when a part is lost', async () => {
  const heard: number[] = []
  let tries = 0
  const { device, chat } = await chatOf({
    transfer: async ({ url, method, headers, body, signal }, onSent) => {
      onSent(5)
      onSent(1_000_000)
      if (++tries === 1) throw new TypeError('broken')
      return (await device.network.platform('x').fetch!(url, { method, headers, body, signal })).status
    },
  })
  device.chat.on('upload', ({ sent }) => heard.push(sent.upload!.sent))
  const sent = chat.sendFile({ file: { bytes: PNG, type: 'image/png' } })
  await pass(1_000)
  expect(heard).toEqual([5, 11, 0, 5, 11, 11, 11])
  expect(sent.status).toBe('sent')
})

test('a part that is lost on its way, or whose answer is, is asked for again and nothing else', async () => {
  const { chat, storage } = await chatOf()
  const faults = new Map<number, number | 'lost'>([
    [2, 503],
    [4, 'lost'],
  ])
  storage.fault = ({ part }) => {
    const fault = faults.get(part)
    faults.delete(part)
    return fault
  }
  const sent = chat.sendFile({ file: LARGE })
  await pass(5_000)
  expect(sent.status).toBe('sent')
  expect(asked().filter((each) => each.startsWith('2'))).toEqual(['2: 503', '2: 200'])
  expect(asked().sort()).toEqual(['1: 200', '2: 200', '2: 503', '3: 200', '4: 200', '5: 200'])
})

test('addresses that have expired are asked for again, for what is missing', async () => {
  const { chat, storage } = await chatOf({}, { transferMs: 3_600_000 })
  const slow = Promise.withResolvers<void>()
  storage.delays = ({ part }) => (part <= 3 ? slow.promise : undefined)
  const sent = chat.sendFile({ file: LARGE })
  await settle()
  await pass(16 * 60_000)
  slow.resolve()
  await pass(5_000)
  expect(sent.status).toBe('sent')
  expect(asked()).toContain('4: 403')
  expect(
    asked()
      .filter((each) => each.endsWith('200'))
      .sort(),
  ).toEqual(PARTS.map((part) => `${part}: 200`))
})

test('nothing goes up while offline, and it goes on from where it was', async () => {
  const { device, chat, storage } = await chatOf()
  storage.fault = ({ part }) => {
    if (part < 3) return undefined
    device.network.isDown = true
    device.network.cut()
    return 'lost'
  }
  const sent = chat.sendFile({ file: LARGE })
  await pass(600_000)
  expect(sent).toMatchObject({ status: 'pending', upload: { status: 'uploading' } })
  const before = asked().length
  expect(before).toBeLessThanOrEqual(4)
  storage.fault = () => undefined
  device.network.isDown = false
  await pass(60_000)
  expect(sent.status).toBe('sent')
  expect(asked()).toHaveLength(5)
})

test('what hangs is given up and sent again', async () => {
  const { chat, storage } = await chatOf()
  storage.delays = () => new Promise(() => {})
  const sent = chat.sendFile({ file: { bytes: PNG, type: 'image/png' } })
  await pass(4 * 60_000)
  storage.delays = () => undefined
  expect(asked()).toHaveLength(1)
  await pass(2 * 60_000)
  expect(sent.status).toBe('sent')
})

test('a file that is not checked yet is asked for until it is, and not sent again', async () => {
  const { chat } = await chatOf()
  for (let times = 0; times < 3; times++) {
    world.backend.refusals.push({ name: 'completeUpload', refusal: new Refusal('NOT_READY') })
  }
  const sent = chat.sendFile({ file: { bytes: PNG, type: 'image/png' } })
  await pass(60_000)
  expect(sent.status).toBe('sent')
  expect(asked()).toEqual(['1: 204'])
})

test('a form that storage has taken is not sent again because the answer to what came then was lost', async () => {
  const { chat } = await chatOf()
  world.backend.refusals.push({ name: 'completeUpload', refusal: new Refusal('INTERNAL') })
  const sent = chat.sendFile({ file: { bytes: PNG, type: 'image/png' } })
  await pass(60_000)
  expect(sent.status).toBe('sent')
  expect(asked()).toEqual(['1: 204'])
})

test('what cannot be brought up for a day is given up, and can be tried again', async () => {
  const { device, chat } = await chatOf()
  device.network.isDown = true
  device.network.cut()
  const sent = chat.sendFile({ file: { bytes: PNG, type: 'image/png' } })
  await pass(24 * 3_600_000)
  expect(sent).toMatchObject({ status: 'failed', error: { code: 'OUTBOX_EXPIRED' } })
  expect(sent.upload).toMatchObject({ status: 'failed', error: { code: 'OUTBOX_EXPIRED' } })
  device.network.isDown = false
  await pass(60_000)
  sent.retry()
  await settle()
  expect(sent).toMatchObject({ status: 'sent', upload: { status: 'ready' } })
  await expect(sent.upload?.done).resolves.toMatchObject({ kind: 'image' })
})

test('a video brings its poster along', async () => {
  const { chat, items } = await chatOf()
  const sent = chat.sendFile({
    file: { bytes: MP4, type: 'video/mp4' },
    poster: { bytes: PNG, type: 'image/png' },
    duration: 1_500.4,
  })
  await settle()
  expect(sent.status).toBe('sent')
  const [poster, video] = [...items]
  expect(poster?.[1].said).toMatchObject({ kind: 'image', conversation: chat.id })
  expect(video?.[1].said).toMatchObject({ kind: 'video', poster: poster?.[0], duration: 1_500 })
})

test('a video whose poster is no good goes without', async () => {
  const { chat, items } = await chatOf()
  const sent = chat.sendFile({
    file: { bytes: MP4, type: 'video/mp4' },
    poster: { bytes: bytesOf(9), type: 'image/png' },
  })
  await settle()
  expect(sent.status).toBe('sent')
  expect([...items.values()].at(-1)?.said).not.toHaveProperty('poster')
})

test('checksums are those of Web Crypto', async () => {
  const [ours] = await Promise.all([defaultPlatform.sha256(PNG)])
  const theirs = await world.device('alice').then(({ network }) => network.platform('x').sha256!(PNG))
  expect(new Uint8Array(ours)).toEqual(new Uint8Array(theirs))
})
