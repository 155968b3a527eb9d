import { createHash } from 'node:crypto'
import { announcementFault, isInParts, verdictOn } from '@parley/domain'
import type { OperationBody, OperationName, OperationReply, WireEntry } from '@parley/protocol'
import { Refusal } from '@parley/protocol'
import { MEDIA_PART_BYTES } from '@parley/protocol/limits'
import type { Deed, FakeBackend } from './fake-backend.ts'
import type { Request } from './fake-operations.ts'
import { FakeStorage, sha256 } from './fake-storage.ts'

type WireMedia = NonNullable<WireEntry['media']>
type Announced = OperationBody<'createUpload'>
type Item = {
  owner: string
  said: Announced
  state: 'waiting' | 'ready' | 'refused'
  reason?: string
  found?: string
  claimedBy?: string
}
type Told = OperationReply<'createUpload'>

/** The files of the fake backend: announced, brought up to storage, checked, and then one message's. */
export class FakeFiles {
  readonly items = new Map<string, Item>()
  readonly storage: FakeStorage
  /** The largest file, bytes. */
  most = 100 * MEDIA_PART_BYTES
  /** Pictures of people, by user. */
  readonly pictures = new Map<string, string>()
  /** Whether what is made of images is there already. */
  isRendered = true
  readonly #backend: FakeBackend
  #addresses = 0

  constructor(backend: FakeBackend) {
    this.#backend = backend
    this.storage = new FakeStorage(() => backend.now())
  }

  create(owner: string, said: Announced): Told {
    if (said.conversation !== undefined) this.#mustSpeak(said.conversation, owner)
    const fault = announcementFault(said, { most: this.most, partBytes: MEDIA_PART_BYTES })
    if (fault) throw new Refusal('BAD_MEDIA', fault)
    const media = idOf(owner, said.device, said.clientId)
    const item = this.items.get(media)
    if (item && JSON.stringify(item.said) !== JSON.stringify(said)) throw new Refusal('IDEMPOTENCY_MISMATCH')
    this.items.set(media, item ?? { owner, said, state: 'waiting' })
    return this.#tell(media)
  }

  complete(owner: string, media: string): Told {
    const item = this.#own(owner, media)
    if (item.state === 'waiting') this.#settle(media, item)
    return this.#tell(media)
  }

  cancel(owner: string, media: string): object {
    if (this.#own(owner, media).claimedBy) throw new Refusal('NOT_FOUND')
    this.forget(media)
    return {}
  }

  /** As time does with what no message names. */
  forget(media: string): void {
    this.items.delete(media)
    this.storage.remove(media)
  }

  copy({ user, body, path }: Request): Told {
    const { media } = this.#entry(path, user)
    this.#mustSpeak(body.to, user)
    const to = idOf(user, body.device, body.clientId)
    if (!this.items.has(to)) {
      const { claimedBy: _, ...item } = this.items.get(media.media)!
      this.items.set(to, { ...item, owner: user, said: { ...item.said, conversation: body.to } })
      for (const [key, bytes] of [...this.storage.objects]) {
        if (key.startsWith(`${media.media}/`)) this.storage.objects.set(key.replace(media.media, to), bytes)
      }
    }
    return this.#tell(to)
  }

  /** A message names a file: what its entry holds of it. */
  claim({ user, device, clientId, conversation, media }: Deed & { media: string }): WireMedia {
    const item = this.items.get(media)
    if (item?.owner !== user || item.said.conversation !== conversation)
      throw new Refusal('NOT_FOUND', 'media')
    if (item.state === 'waiting') throw new Refusal('NOT_READY')
    const by = `${device}.${clientId}`
    if (item.state === 'refused' || (item.claimedBy ?? by) !== by) throw new Refusal('BAD_MEDIA', item.reason)
    item.claimedBy = by
    return this.#descriptor(media, item)
  }

  download(media: string): object {
    const item = this.items.get(media)!
    const isWaiting = item.said.kind === 'image' && !this.isRendered
    const url = `http://storage/get/${media}/${++this.#addresses}`
    return {
      ...(isWaiting ? {} : { url }),
      type: item.found,
      bytes: item.said.bytes,
      state: isWaiting ? 'processing' : 'ready',
      expiresAt: this.#backend.now() + 15 * 60_000,
    }
  }

  get operations(): Partial<Record<OperationName, (request: Request) => object>> {
    return {
      createUpload: ({ user, body }) => this.create(user, body as Announced),
      completeUpload: ({ user, path }) => this.complete(user, path.media!),
      cancelUpload: ({ user, path }) => this.cancel(user, path.media!),
      copyMedia: (request) => this.copy(request),
      getMedia: ({ user, path }) => this.download(this.#entry(path, user).media.media),
      getPicture: ({ path }) => {
        const picture = this.pictures.get(path.user!)
        if (!picture) throw new Refusal('NOT_FOUND')
        return this.download(picture)
      },
    }
  }

  #settle(media: string, item: Item): void {
    const { bytes, checksums } = item.said
    const parts = checksums.map((_, index) => this.storage.get(media, index + 1))
    if (parts.some((part) => part === undefined)) throw new Refusal('NOT_READY')
    const whole = Buffer.concat(parts as Uint8Array[])
    const checksum = parts.map((part) => sha256(part!)).join()
    const arrived = { bytes: whole.length, checksum, beginning: whole.subarray(0, 4_096) }
    const verdict = verdictOn({ ...item.said, bytes }, arrived, checksums.join())
    Object.assign(item, { ...verdict, state: 'found' in verdict ? 'ready' : 'refused' })
  }

  #tell(media: string): Told {
    const item = this.items.get(media)!
    const { state, said, reason } = item
    if (state === 'ready') return { media, state, descriptor: this.#descriptor(media, item) }
    if (state === 'refused') return { media, state, reason: reason! }
    const places = said.checksums.map((sum, index) => ({
      media,
      part: index + 1,
      type: said.type,
      bytes: Math.min(MEDIA_PART_BYTES, said.bytes - index * MEDIA_PART_BYTES),
      sum,
    }))
    if (!isInParts(said, MEDIA_PART_BYTES)) return { media, state, ...this.storage.form(places[0]!) }
    const missing = places.filter(({ part }) => !this.storage.get(media, part))
    const granted = missing.map((place) => this.storage.part(place))
    return {
      media,
      state,
      parts: granted.map(({ part }) => part),
      partBytes: MEDIA_PART_BYTES,
      expiresAt: granted[0]?.expiresAt ?? this.#backend.now(),
    }
  }

  #descriptor(media: string, { said, found }: Item): WireMedia {
    const { kind, bytes, name, width, height, duration, waveform } = said
    const optional = { name, width, height, duration, waveform }
    const given = Object.entries(optional).filter(([, value]) => value !== undefined)
    return { media, kind, type: found!, bytes, ...Object.fromEntries(given) }
  }

  #own(owner: string, media: string): Item {
    const item = this.items.get(media)
    if (item?.owner !== owner) throw new Refusal('NOT_FOUND')
    return item
  }

  #mustSpeak(conversation: string, user: string): void {
    const { members } = this.#backend.roomOf(conversation, user)
    if (!members.some((member) => member === user)) throw new Refusal('FORBIDDEN')
  }

  #entry({ conversation, seq }: Record<string, string>, user: string): { media: WireMedia } {
    const { log } = this.#backend.roomOf(conversation, user)
    const { media } = log[Number(seq) - 1] ?? {}
    if (!media) throw new Refusal('NOT_FOUND')
    return { media }
  }
}

function idOf(...whose: string[]): string {
  const hash = createHash('sha256').update(whose.join('.')).digest('hex')
  return BigInt(`0x${hash}`).toString(36).padStart(25, '0').slice(-25)
}
