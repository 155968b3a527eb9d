import { createHash } from 'node:crypto'
import { MEDIA_PART_BYTES } from '@parley/protocol'
import sharp from 'sharp'
import { expect } from 'vitest'
import { eventually } from '../fixtures/eventually.ts'
import { FILM } from '../fixtures/files.ts'
import type { RawSocket } from '../fixtures/raw-socket.ts'
import { type Person, say, someId } from './person.ts'

type Form = { readonly url: string; readonly fields: Record<string, string> }
type Upload = { readonly media: string; readonly form: Form }

const DEVICE = 'device-of-anna'

/** A file's way: announced, brought up, sent, made small, fetched, forwarded and gone; and those that go no further. */
export async function useFiles(anna: Person, phone: RawSocket, conversation: string): Promise<void> {
  const messages = `/v1/conversations/${conversation}/messages`
  const announce = async (bytes: number, checksums: string[], more: object): Promise<Upload> => {
    const said = { device: DEVICE, clientId: someId(), conversation, bytes, checksums, ...more }
    return (await anna.call('POST /v1/media', said)) as Upload
  }
  const bring = async (bytes: Uint8Array<ArrayBuffer>, more: object): Promise<string> => {
    const upload = await announce(bytes.length, [sha256(bytes)], more)
    await post(upload, bytes)
    await anna.call(`POST /v1/media/${upload.media}/complete`)
    return upload.media
  }
  const send = async (media: string): Promise<unknown> => {
    const sent = { action: 'send', conversation, clientId: someId(), after: 7, text: '', media }
    return (await say(phone, sent)).seq
  }

  const photo = { kind: 'image', type: 'image/png', compressed: true }
  const poster = await bring(await picture(), photo)
  const film = await send(await bring(Uint8Array.from(FILM), { kind: 'video', type: 'video/mp4', poster }))
  const download = () => anna.call(`GET ${messages}/${film}/media`)
  const { url } = await eventually(async () => {
    const found = await download()
    expect(found).toMatchObject({ state: 'ready', thumbnail: { width: 480 } })
    return found
  })
  const fetched = await fetch(String(url))
  expect(Buffer.from(await fetched.arrayBuffer())).toEqual(FILM)
  const copy = { device: DEVICE, clientId: someId(), to: conversation }
  await anna.call(`POST ${messages}/${film}/media/copy`, copy)
  await say(phone, { action: 'delete', conversation, clientId: someId(), after: 8, target: film })

  // One in parts, of which none arrives; and one whose bytes come after nobody wants them any more.
  const ofPart = sha256(Buffer.alloc(0))
  const parts = { kind: 'document', type: 'application/zip' }
  const begun = await announce(MEDIA_PART_BYTES + 1, [ofPart, ofPart], parts)
  const late = Uint8Array.from(Buffer.from('too late'))
  const unwanted = await announce(late.length, [sha256(late)], parts)
  for (const { media } of [begun, unwanted]) await anna.call(`DELETE /v1/media/${media}`)
  await post(unwanted, late)
}

async function picture(): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: 180, g: 90, b: 40 }
  const image = sharp({ create: { width: 960, height: 720, channels: 3, background } })
  return Uint8Array.from(await image.png().toBuffer())
}

async function post({ form }: Upload, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const body = new FormData()
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value)
  body.append('file', new Blob([bytes]))
  const { ok, status } = await fetch(form.url, { method: 'POST', body })
  expect([ok, status]).toEqual([true, status])
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
