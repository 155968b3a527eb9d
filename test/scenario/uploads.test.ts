import { type ClientOptions, memoryStorage } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { conversationOf, newcomer, newDeviceId } from './accounts.ts'
import { deviceOf, newDevice } from './devices.ts'
import {
  announce,
  complete,
  downloadOf,
  fetched,
  fileOf,
  noise,
  post,
  put,
  type RawUpload,
  sha256,
  theFile,
} from './files.ts'
import { texts } from './log.ts'
import { TARGET, useSystem } from './target.ts'

const system = useSystem()
const MB = 1024 * 1024
/** Emulators hold all of it in memory, more than once. */
const LARGE = (TARGET === 'embedded' ? 100 : 44) * MB
const PART = 8 * MB
const PARTS = Math.ceil(LARGE / PART)
const MINUTES_15 = 15 * 60_000

type Part = NonNullable<RawUpload['parts']>[number]

/** A network for files: which parts have gone up, by number; every `fails`-th is lost on its way. */
function network(fails = Number.POSITIVE_INFINITY) {
  const arrived: number[] = []
  let sent = 0
  const fetchFile: typeof fetch = async (url, init) => {
    const part = new URL(String(url)).searchParams.get('partNumber')
    if (part && ++sent % fails === 0) throw new TypeError('the connection was lost')
    const response = await fetch(url, init)
    if (part && response.ok) arrived.push(Number(part))
    return response
  }
  const options: Partial<ClientOptions> = { platform: { fetch: (url, init) => fetchFile(url, init) } }
  return { arrived, options }
}

describe('a large file', () => {
  test('goes up in parts, tells how far it is, goes on where it was after cuts and after a restart', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const storage = memoryStorage()
    const [before, after] = [network(4), network(4)]
    const phone = await deviceOf(alice, { storage, ...before.options })
    const chat = await phone.with(bob)
    const bytes = noise(LARGE)
    const progress: number[] = []
    phone.client.on('upload', ({ sent }) => progress.push(sent.upload!.sent))
    const { upload } = chat.sendFile({ file: fileOf(bytes, 'video/x-unknown', 'film.bin') }, 'all of it')
    await chat.send('meanwhile').acked
    await eventually(() => expect(before.arrived.length).toBeGreaterThan(1))
    expect(upload!.total).toBe(LARGE)
    await phone.client.close()
    expect(progress.filter((sent) => sent > 0).length).toBeGreaterThan(0)
    expect(Math.max(...progress)).toBeLessThanOrEqual(LARGE)

    const again = await newDevice(system(), { storage, ...after.options })
    await again.client.connect()
    const onAgain = again.client.conversation(chat.id)!
    const held = onAgain.pending[0]!
    await eventually(() => expect(held.upload!.status).toBe('held'))
    onAgain.resume(held, fileOf(bytes, 'video/x-unknown', 'film.bin'))
    await held.acked
    expect(held.upload).toMatchObject({ status: 'ready', sent: LARGE, total: LARGE })
    // One that was on its way when the phone was closed has arrived all the same, or has not.
    expect(new Set([...before.arrived, ...after.arrived]).size).toBeLessThanOrEqual(PARTS)
    for (const part of before.arrived) expect(after.arrived).not.toContain(part)

    const onOther = await (await deviceOf(bob)).with(alice)
    await eventually(() => expect(texts(onOther.messages)).toEqual(['meanwhile', 'all of it']))
    const message = await theFile(onOther)
    expect(message.media).toMatchObject({ kind: 'document', bytes: LARGE, name: 'film.bin' })
    const { bytes: received } = await fetched((await downloadOf(onOther, message)).url)
    expect(sha256(received)).toBe(sha256(bytes))
  })

  test('that is cancelled on its way is nobody’s message, and the server forgets it', async () => {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const { arrived, options } = network()
    const phone = await deviceOf(alice, options)
    const chat = await phone.with(bob)
    const sent = chat.sendFile({ file: fileOf(noise(3 * PART), 'application/zip') })
    await eventually(() => expect(arrived.length).toBeGreaterThan(0))
    const media = sent.upload!.media!
    sent.upload!.cancel()
    await expect(sent.acked).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(sent.upload!.done).rejects.toMatchObject({ code: 'CANCELLED' })
    expect([sent.status, sent.upload!.status]).toEqual(['failed', 'cancelled'])
    await eventually(async () => expect((await complete(alice, media)).status).toBe(404))
    await sent.discard()
    await chat.send('after it').acked
    await eventually(() => expect(chat.pending).toEqual([]))
    const onOther = await (await deviceOf(bob)).with(alice)
    await eventually(() => expect(texts(onOther.messages)).toEqual(['after it']))
  })
})

describe('storage takes', () => {
  async function announced(bytes = noise(1_000)) {
    const [alice, bob] = [await newcomer(system(), 'alice'), await newcomer(system(), 'bob')]
    const ids = {
      device: newDeviceId(),
      clientId: newDeviceId(),
      conversation: await conversationOf(alice, bob),
    }
    const checksums = Array.from({ length: Math.ceil(bytes.length / PART) }, (_, index) =>
      sha256(bytes.subarray(index * PART, (index + 1) * PART)),
    )
    const ask = async () => (await announce(alice, bytes, { ...ids, checksums })).body as unknown as RawUpload
    return { alice, bytes, ids, ask, upload: await ask() }
  }

  test('no more, no less, nothing else and nowhere else than what was announced', async () => {
    const { alice, bytes, upload, ask } = await announced()
    const other = Uint8Array.from(bytes).fill(0, 0, 1)
    other[0] = bytes[0]! ^ 1
    const refused = [
      await post(upload, noise(bytes.length + 1)),
      await post(upload, bytes.slice(1)),
      // Emulators do not hold what comes against its checksum.
      TARGET === 'localstack' ? 400 : await post(upload, other),
      await post(upload, bytes, { 'Content-Type': 'text/html' }),
      await post(upload, bytes, { key: `${upload.form!.fields.key}x` }),
      await post(upload, other, { 'x-amz-checksum-sha256': sha256(other) }),
    ]
    expect(refused).toEqual([400, 400, 400, 403, 403, 403])
    expect((await complete(alice, upload.media)).body.error?.code).toBe('NOT_READY')
    expect(await ask()).toMatchObject({ media: upload.media, state: 'waiting' })
    expect(await post(upload, bytes)).toBeLessThan(300)
    for (const _ of ['once', 'and again'])
      expect((await complete(alice, upload.media)).body).toMatchObject({
        state: 'ready',
        descriptor: { media: upload.media, kind: 'document', bytes: bytes.length },
      })
    expect(await ask()).toMatchObject({ state: 'ready' })
  })

  test('of a part only the bytes that were announced for it; what has arrived is asked for no more', async () => {
    const { alice, bytes, upload, ask } = await announced(noise(PART + 1_000))
    const [first, last] = upload.parts as [Part, Part]
    const tail = bytes.slice(PART)
    expect(await put(last, noise(tail.length))).toBe(400)
    expect(await put({ ...last, headers: {} }, tail)).toBe(403)
    expect(await put(last, tail)).toBe(200)
    expect((await complete(alice, upload.media)).body.error?.code).toBe('NOT_READY')
    expect((await ask()).parts!.map(({ number }) => number)).toEqual([first.number])
    expect(await put(first, bytes.slice(0, PART))).toBe(200)
    expect((await complete(alice, upload.media)).body).toMatchObject({ state: 'ready' })
  })

  test('nothing once its addresses have expired, which is soon', async () => {
    const [{ upload: small }, { upload: large }] = [await announced(), await announced(noise(PART + 1))]
    const latest = Date.now() + MINUTES_15
    const policy = JSON.parse(Buffer.from(small.form!.fields.Policy!, 'base64').toString())
    expect(Date.parse(policy.expiration)).toBeLessThanOrEqual(latest + 1_000)
    for (const { url } of large.parts!)
      expect(Number(new URL(url).searchParams.get('X-Amz-Expires')) * 1_000).toBeLessThanOrEqual(MINUTES_15)
    for (const { expiresAt } of [small, large]) expect(expiresAt).toBeLessThanOrEqual(latest)
  })
})

describe('what may not be brought up', () => {
  test('is refused before a byte of it has moved', async () => {
    const [alice, bob, mallory] = [
      await newcomer(system(), 'alice'),
      await newcomer(system(), 'bob'),
      await newcomer(system(), 'mallory'),
    ]
    const conversation = await conversationOf(alice, bob)
    const ids = { device: newDeviceId(), clientId: newDeviceId() }
    const bytes = noise(100)
    const codeOf = async (account: typeof alice, said: Parameters<typeof announce>[2]) =>
      (await announce(account, bytes, said)).body.error?.code
    expect(await codeOf(alice, { conversation, ...ids })).toBeUndefined()
    expect(await codeOf(alice, { conversation, ...ids, name: 'another' })).toBe('IDEMPOTENCY_MISMATCH')
    expect(
      await codeOf(alice, { conversation, bytes: 2_000 * MB, checksums: Array(250).fill(sha256(bytes)) }),
    ).toBe('BAD_MEDIA')
    expect(await codeOf(alice, { conversation, kind: 'image', type: 'image/svg+xml' })).toBe('BAD_MEDIA')
    expect(await codeOf(alice, { kind: 'document' })).toBe('BAD_MEDIA')
    expect(await codeOf(mallory, { conversation })).toBe('NOT_FOUND')
    const phone = await deviceOf(alice)
    const chat = await phone.with(bob)
    const sent = chat.sendFile({ file: fileOf(noise(100), 'image/png') })
    await expect(sent.acked).rejects.toMatchObject({ code: 'BAD_MEDIA' })
  })
})
