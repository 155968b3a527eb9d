import type { ConversationId, Media, MediaId } from '@parley/domain'
import { Pause } from './backoff.ts'
import { ending } from './ending.ts'
import { ParleyError } from './error.ts'
import type { Source } from './file-source.ts'
import type { Upload, UploadAbout } from './media-api.ts'
import type { Platform } from './platform.ts'
import { Run } from './run.ts'
import type { Luggage, UploadRecord } from './upload-record.ts'

export type UploadHooks = {
  onCancel: () => void
  onRetry: () => void
  onProgress: () => void
}

/** A file on its way up, as the app sees it; its bytes, as long as they are at hand. */
export class FileUpload implements Upload {
  record: UploadRecord
  source: Source | undefined
  poster: Source | undefined
  media: MediaId | undefined
  status: Upload['status'] = 'held'
  sent = 0
  error: ParleyError | undefined
  readonly conversation: ConversationId | undefined
  readonly pause: Pause
  readonly #hooks: UploadHooks
  #run = new Run()
  #end = ending<Media>()

  constructor(
    { record, source, poster }: Luggage,
    conversation: ConversationId | undefined,
    platform: Platform,
    hooks: UploadHooks,
  ) {
    this.record = record
    this.source = source
    this.poster = poster
    this.conversation = conversation
    this.pause = new Pause(platform)
    this.#hooks = hooks
  }

  get about(): UploadAbout | undefined {
    return 'file' in this.record ? this.record.file : undefined
  }

  get total(): number {
    return 'file' in this.record ? this.record.file.bytes : this.record.copied.bytes
  }

  get done(): Promise<Media> {
    return this.#end.promise
  }

  /** Whether it is on its way, or will be once there is something to send. */
  get isOpen(): boolean {
    return this.status === 'uploading' || this.status === 'held'
  }

  cancel(): void {
    if (this.isOpen) this.#hooks.onCancel()
  }

  retry(): void {
    if (this.status === 'failed' || this.status === 'cancelled') this.#hooks.onRetry()
  }

  /** A run begins, in place of the one before. */
  begin(): Run {
    this.stop(new ParleyError('CLOSED'))
    this.#run = new Run()
    if (!this.isOpen) this.#end = ending()
    this.error = undefined
    this.status = this.source || 'copied' in this.record ? 'uploading' : 'held'
    return this.#run
  }

  /** Its bytes are at hand again. */
  unpack(source: Source, poster: Source | undefined): void {
    this.source = source
    this.poster = poster
    this.status = 'uploading'
  }

  /** Ends what is under way, and says why. */
  stop(reason: ParleyError): void {
    this.#run.end(reason)
    this.pause.end()
  }

  moved(sent: number): void {
    this.sent = sent
    this.#hooks.onProgress()
  }

  held(): void {
    this.status = 'held'
    this.#hooks.onProgress()
  }

  finish(media: Media): void {
    this.media = media.media
    this.status = 'ready'
    this.#end.resolve(media)
    this.moved(this.total)
  }

  fail(error: ParleyError): void {
    this.status = error.code === 'CANCELLED' ? 'cancelled' : 'failed'
    this.error = error
    this.#end.reject(error)
    this.stop(error)
    this.moved(0)
  }
}
