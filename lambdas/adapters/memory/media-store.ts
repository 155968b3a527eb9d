import { createHash, randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { type MediaId, SNIFFED_BYTES } from '@parley/domain'
import { dispositionOf } from '../../media/disposition.ts'
import { MEDIA_FOLDERS, type MediaFolder, mediaKey } from '../../media-folders.ts'
import type { MediaItem, MediaStore, Rendition } from '../../ports.ts'

type Stored = { readonly bytes: Uint8Array; readonly type: string; readonly checksum: string }
type Fetched = { readonly bytes: Uint8Array; readonly type: string; readonly disposition: string }
type Form = Awaited<ReturnType<MediaStore['form']>>
type PartAddress = Awaited<ReturnType<MediaStore['parts']>>[number]

export type MemoryMediaStore = MediaStore & {
  /** What a device does with a form, a part's address and a download's; false or undefined for what storage refuses. */
  post(form: Form, bytes: Uint8Array): boolean
  put(part: PartAddress, bytes: Uint8Array): boolean
  fetch(url: string): Fetched | undefined
  /** As the thumbnail function writes its pictures, and then its last word. */
  write(folder: MediaFolder, media: MediaId, bytes: Uint8Array): void
  /** Which objects there are. */
  keys(): string[]
  /** Hears of every object that is created, by its key. */
  onCreated(listener: (key: string) => void): void
}

/** Files in memory, taken and given only under the addresses that were handed out for them, as long as these are good. */
export function memoryMediaStore(now: () => number): MemoryMediaStore {
  const objects = new Map<string, Stored>()
  const uploads = new Map<string, Map<number, Uint8Array>>()
  const addresses = new Map<
    string,
    { readonly until: number; readonly take: (bytes: Uint8Array) => boolean }
  >()
  const downloads = new Map<
    string,
    { readonly until: number; readonly key: string; readonly as: Omit<Fetched, 'bytes'> }
  >()
  const listeners: ((key: string) => void)[] = []

  const create = (key: string, object: Stored) => {
    objects.set(key, object)
    for (const listener of listeners) listener(key)
  }
  const address = (lifeMs: number, take: (bytes: Uint8Array) => boolean) => {
    const url = `memory:${randomUUID()}`
    addresses.set(url, { until: now() + lifeMs, take })
    return url
  }
  const accept = (url: string, bytes: Uint8Array) => {
    const found = addresses.get(url)
    return found !== undefined && found.until > now() && found.take(bytes)
  }
  const forms = new Map<string, Form['fields']>()
  const isJoined = ({ media }: Pick<MediaItem, 'media'>) => objects.has(mediaKey('original', media))

  return {
    async form({ media, type, bytes, checksums: [checksum = ''] }, lifeMs) {
      const key = mediaKey('original', media)
      const url = address(lifeMs, (file) => {
        if (file.length !== bytes || sha256(file) !== checksum) return false
        create(key, { bytes: file, type, checksum })
        return true
      })
      const fields = { key, 'Content-Type': type, 'x-amz-checksum-sha256': checksum }
      forms.set(url, fields)
      return { url, fields: { ...fields } }
    },
    async beginParts() {
      const uploadId = randomUUID()
      uploads.set(uploadId, new Map())
      return uploadId
    },
    async parts({ checksums, uploadId = '' }, lifeMs) {
      const arrived = uploads.get(uploadId)
      if (!arrived) return []
      return checksums.flatMap((checksum, index) => {
        const number = index + 1
        if (arrived.has(number)) return []
        const url = address(lifeMs, (bytes) => {
          if (sha256(bytes) !== checksum || !uploads.has(uploadId)) return false
          arrived.set(number, bytes)
          return true
        })
        return [{ number, url, headers: { 'x-amz-checksum-sha256': checksum } }]
      })
    },
    async join(item) {
      await turn()
      const { media, type, checksums, uploadId = '' } = item
      const arrived = uploads.get(uploadId)
      if (!arrived) return isJoined(item)
      const parts = checksums.map((_, index) => arrived.get(index + 1))
      if (!parts.every((part) => part !== undefined)) return false
      uploads.delete(uploadId)
      const digests = Buffer.concat(checksums.map((checksum) => Buffer.from(checksum, 'base64')))
      const checksum = `${sha256(digests)}-${checksums.length}`
      create(mediaKey('original', media), { bytes: Buffer.concat(parts), type, checksum })
      return true
    },
    async inspect(media) {
      await turn()
      const object = objects.get(mediaKey('original', media))
      if (!object) return undefined
      const { bytes, checksum } = object
      return { bytes: bytes.length, checksum, beginning: bytes.subarray(0, SNIFFED_BYTES) }
    },
    async rendition(media) {
      await turn()
      const object = objects.get(mediaKey('rendition', media))
      return object && (JSON.parse(Buffer.from(object.bytes).toString()) as Rendition)
    },
    async copy(from, which, { media, type }) {
      await turn()
      const object = objects.get(mediaKey(which, from))
      if (object) create(mediaKey('original', media), { ...object, type, checksum: sha256(object.bytes) })
      return object !== undefined
    },
    async address(media, which, { type, inline, name }, lifeMs) {
      const url = `memory:${randomUUID()}`
      const as = { type, disposition: dispositionOf(inline, name) }
      downloads.set(url, { until: now() + lifeMs, key: mediaKey(which, media), as })
      return url
    },
    async remove({ media, uploadId = '' }) {
      await turn()
      uploads.delete(uploadId)
      for (const folder of Object.keys(MEDIA_FOLDERS) as MediaFolder[])
        objects.delete(mediaKey(folder, media))
    },
    post({ url, fields }, bytes) {
      const issued = Object.entries(forms.get(url) ?? {})
      return issued.every(([name, value]) => fields[name] === value) && accept(url, bytes)
    },
    put({ url, headers }, bytes) {
      return headers['x-amz-checksum-sha256'] === sha256(bytes) && accept(url, bytes)
    },
    fetch(url) {
      const found = downloads.get(url)
      const object = found && found.until > now() ? objects.get(found.key) : undefined
      return found && object && { bytes: object.bytes, ...found.as }
    },
    write(folder, media, bytes) {
      create(mediaKey(folder, media), { bytes, type: 'application/octet-stream', checksum: sha256(bytes) })
    },
    keys: () => [...objects.keys()].sort(),
    onCreated: (listener) => listeners.push(listener),
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
