import { createHash, randomBytes } from 'node:crypto'
import type { Conversation, Download, FileSource, Message } from '@parley/client'
import type { OperationBody, OperationReply } from '@parley/protocol'
import sharp from 'sharp'
import { expect } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { type Answer, rawHttp } from '../fixtures/raw-http.ts'
import { type Account, newDeviceId } from './accounts.ts'

/** What a phone writes into a photograph beside the picture: to be found again in no copy of it. */
export const CAMERA = 'A Phone That Tells'

/** A photograph as a phone takes it: it says where, and with what. */
export async function photograph(width = 1_600, height = 1_200): Promise<Uint8Array<ArrayBuffer>> {
  const exif = {
    IFD0: { Make: CAMERA },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1', GPSLongitudeRef: 'E' },
  }
  const background = { r: 180, g: 90, b: 40 }
  return plain(
    await sharp({ create: { width, height, channels: 3, background } })
      .withExif(exif)
      .jpeg()
      .toBuffer(),
  )
}

/** A few bytes that promise 2.5 thousand million pixels. */
export async function bomb(): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: 0, g: 0, b: 0 }
  const png = await sharp({ create: { width: 1, height: 1, channels: 3, background } })
    .png()
    .toBuffer()
  for (const at of [16, 20]) png.writeUInt32BE(50_000, at)
  return plain(png)
}

/** The beginning of a film, of a sound: so much says what a file is. */
export function film(bytes = 4_000): Uint8Array<ArrayBuffer> {
  return beginningWith('\0\0\0\x18ftypisom\0\0\x02\0isommp42', bytes)
}
export function sound(bytes = 4_000): Uint8Array<ArrayBuffer> {
  return beginningWith('OggS\0\x02', bytes)
}

/** Bytes that no two files have in common. */
export function noise(bytes: number): Uint8Array<ArrayBuffer> {
  return plain(randomBytes(bytes))
}

function beginningWith(signature: string, bytes: number): Uint8Array<ArrayBuffer> {
  const file = noise(bytes)
  file.set(Buffer.from(signature, 'latin1'))
  return file
}

function plain(buffer: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(buffer)
}

/** A file as an app hands it to the SDK. */
export function fileOf(bytes: Uint8Array<ArrayBuffer>, type: string, name?: string): FileSource {
  return { bytes, type, ...(name !== undefined && { name }) }
}

/** What storage gives whoever has an address. */
export async function fetched(url: string | undefined) {
  const response = await fetch(url!)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes }
}

/** A message's file once it is to be had, with what was made of it if anything is. */
export function downloadOf(chat: Conversation, message: Message): Promise<Download> {
  return eventually(async () => {
    const download = await chat.download(message)
    expect(download.state).not.toBe('processing')
    return download
  })
}

/** The first message of a conversation that brings a file along, once the device has it. */
export function theFile(chat: Conversation): Promise<Message> {
  return eventually(() => {
    const found = chat.messages.find(({ media }) => media !== undefined)
    expect(found, 'the device has the file').toBeDefined()
    return found!
  })
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

/** Addresses of a message's file, as anybody may ask for them. */
export function mediaOf({ system, token }: Account, conversation: string, seq: number): Promise<Answer> {
  return rawHttp(system.httpUrl, `GET /v1/conversations/${conversation}/messages/${seq}/media`, { token })
}

export type RawUpload = OperationReply<'createUpload'>

/** Announces a file just as written: by default a document of these bytes. */
export async function announce(
  { system, token }: Account,
  bytes: Uint8Array,
  said: Partial<OperationBody<'createUpload'>> = {},
): Promise<Answer> {
  const body = {
    device: newDeviceId(),
    clientId: newDeviceId(),
    kind: 'document',
    type: 'application/octet-stream',
    bytes: bytes.length,
    checksums: [sha256(bytes)],
    ...said,
  }
  return rawHttp(system.httpUrl, 'POST /v1/media', { token, body })
}

/** Posts bytes to the form that was given for a file, fields perhaps said otherwise; the status of the answer. */
export async function post(
  { form }: RawUpload,
  bytes: Uint8Array<ArrayBuffer>,
  otherwise: Record<string, string> = {},
): Promise<number> {
  const body = new FormData()
  for (const [name, value] of Object.entries({ ...form!.fields, ...otherwise })) body.append(name, value)
  body.append('file', new Blob([bytes]))
  return statusOf(await fetch(form!.url, { method: 'POST', body }))
}

/** Puts bytes where a part of a file is to go; the status of the answer. */
export async function put(
  part: { readonly url: string; readonly headers: Record<string, string> },
  body: Uint8Array<ArrayBuffer>,
): Promise<number> {
  return statusOf(await fetch(part.url, { method: 'PUT', headers: part.headers, body }))
}

/** An answer is read to its end, so that its connection is free again. */
async function statusOf(response: Response): Promise<number> {
  await response.arrayBuffer()
  return response.status
}

export function complete({ system, token }: Account, media: string): Promise<Answer> {
  return rawHttp(system.httpUrl, `POST /v1/media/${media}/complete`, { token })
}

/** A document of an account's that is ready for a message of this device in this conversation. */
export async function readyFile(
  account: Account,
  device: string,
  conversation: string,
  bytes = noise(100),
): Promise<string> {
  const { body } = await announce(account, bytes, { device, conversation })
  const upload = body as unknown as RawUpload
  expect(await post(upload, bytes)).toBeLessThan(300)
  expect((await complete(account, upload.media)).body).toMatchObject({ state: 'ready' })
  return upload.media
}
