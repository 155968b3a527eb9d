import type { Media } from '@parley/domain'
import { fromBase64, toBase64 } from './base64.ts'
import type { ParleyError } from './error.ts'
import { type Source, sourceOf } from './file-source.ts'
import type { FileSource } from './media-api.ts'
import type { OutboxItem } from './outbox-item.ts'
import { type Deed, isWaiting } from './outbox-record.ts'
import type { Platform } from './platform.ts'
import type { Change } from './storage.ts'
import { change, type Store } from './store.ts'
import type { Timing } from './timing.ts'
import type { UploadRecord } from './upload-record.ts'
import type { Uploads } from './uploads.ts'

/** A file up to this size is kept in storage until its message is sent. */
const KEPT_BYTES_MAX = 1024 * 1024

export type OutboxFilesHooks = {
  isOnline: () => boolean
  /** The last place in the outbox. */
  takeOrder: () => number
  onReady: (item: OutboxItem) => void
  onFailed: (item: OutboxItem, error: ParleyError) => Promise<void>
}

/** The files of the outbox's messages: what is known of each is in storage before the server is told. */
export class OutboxFiles {
  readonly #store: Store
  readonly #platform: Platform
  readonly #timing: Timing
  readonly #uploads: Uploads
  readonly #hooks: OutboxFilesHooks
  /** When all files of a conversation that were sent so far are up, or will not be. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(store: Store, platform: Platform, timing: Timing, uploads: Uploads, hooks: OutboxFilesHooks) {
    this.#store = store
    this.#platform = platform
    this.#timing = timing
    this.#uploads = uploads
    this.#hooks = hooks
  }

  /**
   * Has the file brought up that a message waits for, if it does. Those of a conversation go up one after the other, so
   * that they arrive in the order in which they were sent.
   */
  bring(item: OutboxItem): void {
    const { upload } = item
    if (!upload || !item.record.upload || item.status !== 'pending' || !isWaiting(item.record)) return
    upload.record = item.record.upload
    const { conversation } = item.record
    const turn = this.#turns.get(conversation)
    const run = this.#uploads.run({
      upload,
      ...(turn && { turn }),
      isOnline: this.#hooks.isOnline,
      until: item.record.since + this.#timing.outboxMs,
      prepare: () => this.#unpack(item),
      save: (record) => this.#save(item, record),
      onReady: (media) => this.#ready(item, media),
      onFailed: (error) => this.#hooks.onFailed(item, error),
    })
    this.#turns.set(
      conversation,
      Promise.all([turn, run]).then(() => {}),
    )
  }

  wake(): void {
    this.#uploads.wake()
  }

  /** Whether it had no file and has one now. Rejects with `BAD_MEDIA` for another one. */
  async refill({ upload }: OutboxItem, file: FileSource): Promise<boolean> {
    if (!upload || upload.source) return false
    await this.#uploads.refill(upload, file)
    return true
  }

  forget({ upload }: OutboxItem): void {
    if (upload) this.#uploads.forget(upload)
  }

  /** What was kept, after a restart. */
  async #unpack(item: OutboxItem): Promise<void> {
    await item.stored
    if (item.upload!.source) return
    const kept = [this.#store.file(item.clientId), this.#store.file(item.clientId, 'poster')]
    const [file, poster] = (await Promise.all(kept)).map(unpacked)
    if (file) item.upload!.unpack(file, poster)
  }

  /** Without the bytes if storage has no room for them. */
  async #save(item: OutboxItem, record: UploadRecord): Promise<void> {
    const upload = item.upload!
    const kept = await Promise.all([packed(item, upload.source), packed(item, upload.poster, 'poster')])
    if (!upload.isOpen) return
    item.record = { ...item.record, upload: record }
    try {
      await this.#store.write([change.outbox(item.record), ...kept.flat()])
    } catch (error) {
      if (kept.flat().length === 0 || !upload.isOpen) throw error
      await this.#store.write([change.outbox(item.record)])
    }
  }

  /** The message takes its place behind what was written while its file was on its way. */
  async #ready(item: OutboxItem, media: Media): Promise<void> {
    const before = item.record
    const deed = { ...before.deed, media } as Deed
    item.record = { ...before, deed, order: this.#hooks.takeOrder(), since: this.#platform.now() }
    try {
      await this.#store.write(change.outboxMoved(before, item.record))
    } catch (error) {
      item.record = before
      throw error
    }
    if (item.status !== 'pending') return
    item.upload!.finish(media)
    this.#hooks.onReady(item)
  }
}

async function packed(
  { clientId }: OutboxItem,
  source: Source | undefined,
  which?: 'poster',
): Promise<Change[]> {
  if (!source || source.bytes > KEPT_BYTES_MAX) return []
  return [change.file(clientId, toBase64(await source.read(0, source.bytes)), which)]
}

function unpacked(kept: string | undefined): Source | undefined {
  return kept === undefined ? undefined : sourceOf({ bytes: fromBase64(kept), type: '' })
}
