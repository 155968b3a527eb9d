import { randomBytes } from 'node:crypto'
import { MEDIA_PART_BYTES, type OperationReply } from '@parley/protocol'
import type { RawSocket } from '../test/fixtures/raw-socket.ts'
import type { OperationId } from './budgets.ts'
import { cost, type OperationCost } from './operations.ts'
import { arrival, Person, send } from './person.ts'
import { bytesOf, photograph, sha256 } from './pictures.ts'
import { type Measured, type Recorder, serialOf, serialOfAll } from './recorder.ts'
import type { System } from './system.ts'

const PHONE = 'phone-of-alice'
const LARGE_BYTES = 100_000_000

/** What a file leaves in storage, and how much of it one reader fetches; bytes. */
export type Stored = { readonly title: string; readonly stored: number; readonly fetched: number }

type Said = { kind: 'image' | 'document'; type: string; compressed?: boolean }
type Upload = OperationReply<'createUpload'>
type Download = OperationReply<'getMedia'>

/** An image of a megabyte as it is and made smaller, and a large file: brought up, sent, and fetched by one reader. */
export async function measureMedia(system: System, recorder: Recorder) {
  const files = await Files.create(system, recorder)
  const image = await photograph()
  const asItIs = { kind: 'image', type: 'image/jpeg', compressed: false } as const
  const smaller = { ...asItIs, compressed: true }
  await files.image('warming', image, smaller)
  const results = [
    await files.image('image', image, asItIs),
    await files.image('compressed', image, smaller),
    await files.large(bytesOf(LARGE_BYTES)),
  ]
  await files.close()
  return { operations: results.flatMap(({ rows }) => rows), stored: results.map(({ stored }) => stored) }
}

type Result = { readonly rows: OperationCost[]; readonly stored: Stored }

const IMAGES = {
  warming: ['imageUpload', 'imageSend', 'imageFetch', 'image'],
  image: ['imageUpload', 'imageSend', 'imageFetch', 'image of 1 MB'],
  compressed: ['compressedUpload', 'compressedSend', 'compressedFetch', 'image of 1 MB, made smaller'],
} as const satisfies Record<string, readonly [OperationId, OperationId, OperationId, string]>

/** One person who sends files, and one who fetches them. */
class Files {
  readonly #recorder: Recorder
  readonly #alice: Person
  readonly #bob: Person
  readonly #phone: RawSocket
  readonly #tablet: RawSocket
  #seq = 0

  static async create(system: System, recorder: Recorder): Promise<Files> {
    const [alice, bob] = [await Person.signUp(system), await Person.signUp(system)]
    return new Files(recorder, alice, bob, await alice.connect(PHONE), await bob.connect())
  }

  private constructor(recorder: Recorder, alice: Person, bob: Person, phone: RawSocket, tablet: RawSocket) {
    this.#recorder = recorder
    this.#alice = alice
    this.#bob = bob
    this.#phone = phone
    this.#tablet = tablet
  }

  get #chat(): string {
    return this.#alice.conversationWith(this.#bob)
  }

  async image(which: keyof typeof IMAGES, bytes: Uint8Array<ArrayBuffer>, said: Said): Promise<Result> {
    const [brought, sent, had, title] = IMAGES[which]
    let media = ''
    const upload = await this.#recorder.measure(async () => {
      const announced = await this.#announce(bytes, said, [sha256(bytes)])
      media = announced.media
      await this.#post(announced, bytes)
      // The second time of what was made of it. By then the device need only be told that all is well.
      await this.#recorder.invoked('MediaArrived', 2)
      await this.#alice.ask(`POST /v1/media/${media}/complete`)
    })
    const send = await this.#recorder.measure(() => this.#send(media))
    let sizes = { thumbnail: 0, whole: 0 }
    const fetched = await this.#recorder.measure(async () => {
      sizes = await this.#fetch()
    })
    const stored = bytes.length + sizes.thumbnail + (said.compressed ? sizes.whole : 0)
    return {
      rows: [
        row(brought, `${title}: brought up, and a thumbnail made`, upload),
        delivered(sent, '… sent → one online device', send),
        row(had, '… fetched with its thumbnail by one reader', fetched),
      ],
      stored: { title, stored, fetched: sizes.thumbnail + sizes.whole },
    }
  }

  async large(bytes: Uint8Array<ArrayBuffer>): Promise<Result> {
    const parts: Uint8Array<ArrayBuffer>[] = []
    for (let at = 0; at < bytes.length; at += MEDIA_PART_BYTES)
      parts.push(bytes.subarray(at, at + MEDIA_PART_BYTES))
    let media = ''
    const upload = await this.#recorder.measure(async () => {
      const said = { kind: 'document', type: 'application/octet-stream' } as const
      const announced = await this.#announce(bytes, said, parts.map(sha256))
      media = announced.media
      for (const { number, url, headers } of announced.parts!)
        await this.#storage({ objectPuts: 1 }, url, { method: 'PUT', headers, body: parts[number - 1]! })
      await this.#alice.ask(`POST /v1/media/${media}/complete`)
      await this.#recorder.invoked('MediaArrived')
    })
    const send = await this.#recorder.measure(() => this.#send(media))
    const fetched = await this.#recorder.measure(() => this.#fetch())
    const title = `file of 100 MB in ${parts.length} parts`
    return {
      rows: [
        row('largeUpload', `${title}: brought up`, upload),
        delivered('largeSend', '… sent → one online device', send),
        row('largeFetch', '… fetched by one reader', fetched),
      ],
      stored: { title, stored: bytes.length, fetched: bytes.length },
    }
  }

  close(): Promise<unknown> {
    return Promise.all([this.#phone, this.#tablet].map((socket) => socket.close()))
  }

  #announce(bytes: Uint8Array, said: Said, checksums: string[]): Promise<Upload> {
    const clientId = randomBytes(9).toString('base64url')
    const ids = { device: PHONE, clientId, conversation: this.#chat }
    const body = { ...ids, ...said, bytes: bytes.length, checksums }
    return this.#alice.ask('POST /v1/media', body) as Promise<unknown> as Promise<Upload>
  }

  async #post({ form }: Upload, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const body = new FormData()
    for (const [name, value] of Object.entries(form!.fields)) body.append(name, value)
    body.append('file', new Blob([bytes]))
    await this.#storage({ objectPuts: 1 }, form!.url, { method: 'POST', body })
  }

  async #send(media: string): Promise<void> {
    const seq = ++this.#seq
    const arrived = arrival(this.#tablet, this.#chat, seq)
    const ack = await send(this.#phone, this.#chat, seq - 1, '', { media })
    if (ack.seq !== seq) throw new Error(`The file was answered ${JSON.stringify(ack)}.`)
    await arrived
  }

  /** How many bytes its reader is given. */
  async #fetch(): Promise<{ thumbnail: number; whole: number }> {
    const route = `GET /v1/conversations/${this.#chat}/messages/${this.#seq}/media`
    const download = (await this.#bob.ask(route)) as unknown as Download
    const bytes = async (url: string) =>
      (await (await this.#storage({ objectGets: 1 }, url)).arrayBuffer()).byteLength
    return {
      whole: await bytes(download.url!),
      thumbnail: download.thumbnail ? await bytes(download.thumbnail.url) : 0,
    }
  }

  /** What a device asks of storage itself. */
  async #storage(
    usage: { objectPuts: number } | { objectGets: number },
    url: string,
    request: RequestInit = {},
  ): Promise<Response> {
    this.#recorder.note(usage)
    const response = await fetch(url, request)
    if (!response.ok) throw new Error(`Storage answered ${response.status}: ${await response.text()}`)
    return response
  }
}

function row(operation: OperationId, title: string, measured: Measured): OperationCost {
  return cost(operation, title, measured.usage, serialOfAll(measured))
}

function delivered(operation: OperationId, title: string, measured: Measured): OperationCost {
  return cost(operation, title, measured.usage, serialOf(measured, 'Frame', 'FanOut'))
}
