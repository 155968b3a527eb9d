import type { Media, MediaId } from '@parley/domain'
import { type Cargo, Carrier, type CarrierParts, type Told } from './carrier.ts'
import type { Context } from './context.ts'
import { asParleyError, isFinal, ParleyError } from './error.ts'
import { type Source, sourceOf } from './file-source.ts'
import type { FileSource } from './media-api.ts'
import { Run } from './run.ts'
import type { FileUpload } from './upload.ts'
import type { Announced, UploadRecord } from './upload-record.ts'

export type UploadsParts = CarrierParts & Pick<Context, 'device'>

/** One run of an upload, and what has to be done about it. */
export type Trip = {
  readonly upload: FileUpload
  readonly isOnline: () => boolean
  /** When to give up, milliseconds since the epoch. */
  readonly until: number
  /** Has what is known so far in storage, and the bytes at hand if storage has them. */
  readonly prepare?: () => Promise<void>
  /** What the server will be told is now this, durably: it is not told before. */
  readonly save?: (record: UploadRecord) => Promise<void>
  /** Resolves when its turn has come to go up. */
  readonly turn?: Promise<void>
  readonly onReady: (media: Media) => Promise<void>
  readonly onFailed: (error: ParleyError) => Promise<void>
}

/** All files on their way up. */
export class Uploads {
  readonly #parts: UploadsParts
  readonly #carrier: Carrier
  readonly #open = new Set<FileUpload>()

  constructor(parts: UploadsParts) {
    this.#parts = parts
    this.#carrier = new Carrier(parts)
  }

  /** Brings a file up until it is ready, has failed, or is held for want of its bytes. */
  async run(trip: Trip): Promise<void> {
    const { upload } = trip
    const run = upload.begin()
    this.#open.add(upload)
    try {
      await trip.prepare?.()
      const media = await this.#bring(trip, run)
      run.mustGoOn()
      if (media) await trip.onReady(media)
      else upload.held()
    } catch (thrown) {
      if (!run.ended) await trip.onFailed(asParleyError(thrown, 'INTERNAL'))
    }
    if (!upload.isOpen) this.#open.delete(upload)
  }

  /** The network is back. */
  wake(): void {
    for (const { pause } of this.#open) pause.end()
  }

  stop(): void {
    for (const upload of this.#open) upload.stop(new ParleyError('CLOSED'))
    this.#open.clear()
  }

  /** The server need not keep it: it will not for long, whether this reaches it or not. */
  forget(upload: FileUpload): void {
    const { media } = upload
    upload.media = undefined
    if (media) this.#forget(media)
  }

  /** Gives an upload its bytes again. Rejects with `BAD_MEDIA` for those of another file. */
  async refill(upload: FileUpload, file: FileSource): Promise<void> {
    if (upload.source || 'copied' in upload.record) return
    const { bytes, checksums } = upload.record.file
    const source = sourceOf(file)
    const isSame =
      source.bytes === bytes &&
      (!checksums || String(await this.#carrier.checksums(source, FOR_EVER)) === String(checksums))
    if (!isSame) throw new ParleyError('BAD_MEDIA', { detail: 'another file' })
    upload.source = source
  }

  #forget(media: MediaId): void {
    this.#parts.call('cancelUpload', { path: { media } }).catch(() => {})
  }

  async #bring(trip: Trip, run: Run): Promise<Media | undefined> {
    const { upload } = trip
    const cargo = {
      ...this.#cargo(trip, run),
      onMedia: (media: MediaId) => {
        if (!run.ended) upload.media = media
        else if (run.ended.code === 'CANCELLED') this.#forget(media)
      },
      onSent: (sent: number) => run.ended || upload.moved(sent),
    }
    const { record } = upload
    if ('copied' in record) {
      return this.#carrier.carry({ ...cargo, source: 'copy', ask: () => this.#copy(record, upload) })
    }
    const file = await this.#summed(record.file, upload.source, run)
    if (!file) return undefined
    if (file !== record.file) await this.#save(trip, { ...record, file }, run)
    await trip.turn
    run.mustGoOn()
    if (record.poster) await this.#bringPoster(trip, { file, poster: record.poster }, run)
    return this.#carry(cargo, (upload.record as { file: Announced }).file, upload.source)
  }

  /** A film goes without its poster rather than not at all. */
  async #bringPoster(trip: Trip, record: { file: Announced; poster: Announced }, run: Run) {
    const { file, poster } = record
    const { poster: source } = trip.upload
    const image = await this.#bringImage(trip, poster, source, run).catch((error) => {
      if (run.ended || !isFinal(asParleyError(error, 'INTERNAL'))) throw error
      return undefined
    })
    await this.#save(trip, { file: { ...file, ...(image && { poster: image.media }) } }, run)
  }

  async #bringImage(trip: Trip, poster: Announced, source: Source | undefined, run: Run) {
    const summed = await this.#summed(poster, source, run)
    return summed && this.#carry(this.#cargo(trip, run), summed, source)
  }

  #cargo({ upload, isOnline, until }: Trip, run: Run) {
    return { isOnline, until, run, pause: upload.pause }
  }

  #carry(cargo: Omit<Cargo, 'ask' | 'source'>, file: Announced, source: Source | undefined) {
    const body = { ...file, checksums: file.checksums ?? [], device: this.#parts.device }
    return this.#carrier.carry({
      ...cargo,
      source,
      ask: () => this.#parts.call('createUpload', { body }),
    })
  }

  #copy({ copied, clientId }: Extract<UploadRecord, { copied: object }>, upload: FileUpload): Promise<Told> {
    const { conversation, seq } = copied
    const body = { device: this.#parts.device, clientId, to: upload.conversation! }
    return this.#parts.call('copyMedia', { path: { conversation, seq }, body })
  }

  /** With its checksums; undefined if they are not known and cannot be. */
  async #summed(file: Announced, source: Source | undefined, run: Run): Promise<Announced | undefined> {
    if (file.checksums || !source) return file.checksums && file
    return { ...file, checksums: await this.#carrier.checksums(source, run) }
  }

  async #save(trip: Trip, record: UploadRecord, run: Run): Promise<void> {
    run.mustGoOn()
    trip.upload.record = record
    await trip.save?.(record)
  }
}

const FOR_EVER = new Run()
