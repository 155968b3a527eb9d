import { Pause } from './backoff.ts'
import { ending } from './ending.ts'
import { ParleyError } from './error.ts'
import type { Ack, Outgoing } from './message.ts'
import type { OutboxRecord } from './outbox-record.ts'
import type { Platform } from './platform.ts'
import { FileUpload } from './upload.ts'
import type { Luggage } from './upload-record.ts'

type Commands = {
  retry: (item: OutboxItem) => void
  discard: (item: OutboxItem) => Promise<void>
  cancel: (item: OutboxItem) => void
  onProgress: (item: OutboxItem) => void
}

/** A deed in the outbox, as the app sees it. */
export class OutboxItem implements Outgoing {
  record: OutboxRecord
  readonly target?: number
  readonly emoji?: string
  readonly reply?: number
  readonly upload?: FileUpload
  status: Outgoing['status']
  error: ParleyError | undefined
  /** Resolves when the record is in storage. */
  stored: Promise<void> = Promise.resolve()
  readonly untilOnline: Pause
  readonly untilRetry: Pause
  readonly #commands: Commands
  #end = ending<Ack>()

  constructor(
    record: OutboxRecord,
    platform: Platform,
    commands: Commands,
    luggage: Luggage | undefined = record.upload && { record: record.upload },
  ) {
    this.record = record
    this.#commands = commands
    this.untilOnline = new Pause(platform)
    this.untilRetry = new Pause(platform)
    this.status = 'pending'
    if ('target' in record.deed) this.target = record.deed.target
    if ('emoji' in record.deed) this.emoji = record.deed.emoji
    if ('reply' in record.deed) this.reply = record.deed.reply
    if (luggage) {
      this.upload = new FileUpload(luggage, record.conversation, platform, {
        onCancel: () => commands.cancel(this),
        onRetry: () => this.retry(),
        onProgress: () => commands.onProgress(this),
      })
      if ('media' in record.deed && record.deed.media) this.upload.finish(record.deed.media)
    }
    if (record.failed) this.fail(new ParleyError(record.failed))
  }

  get acked(): Promise<Ack> {
    return this.#end.promise
  }
  get conversation() {
    return this.record.conversation
  }
  get clientId() {
    return this.record.clientId
  }
  get kind() {
    return this.record.deed.kind
  }
  get text() {
    const { deed } = this.record
    return 'text' in deed ? deed.text : ''
  }
  get createdAt() {
    return this.record.createdAt
  }

  retry(): void {
    if (this.status === 'failed') this.#commands.retry(this)
  }

  async discard(): Promise<void> {
    if (this.status === 'failed') await this.#commands.discard(this)
  }

  /** Back to pending, with a new promise. */
  renew(): void {
    this.status = 'pending'
    this.error = undefined
    this.#end = ending()
  }

  acknowledge({ seq, at }: Ack): void {
    this.status = 'sent'
    this.error = undefined
    this.#end.resolve({ seq, at })
  }

  fail(error: ParleyError): void {
    this.status = 'failed'
    this.error = error
    this.#end.reject(error)
    if (this.upload?.isOpen) this.upload.fail(error)
  }

  endWaits(): void {
    this.untilOnline.end()
    this.untilRetry.end()
    this.upload?.stop(new ParleyError('CLOSED'))
  }
}
