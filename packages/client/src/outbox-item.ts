import {
  type ClientId,
  type ConversationId,
  type DeviceId,
  fitsInline,
  preview,
  type UserId,
} from '@parley/domain'
import type { ActionReply, WireEntry } from '@parley/protocol'
import { Pause } from './backoff.ts'
import { ParleyError, type ParleyErrorCode } from './error.ts'
import type { Ack, Outgoing } from './message.ts'
import type { Platform } from './platform.ts'

export type OutboxRecord = {
  /** Place in the outbox, counted up; the order in which messages were written. */
  readonly order: number
  readonly conversation: ConversationId
  readonly clientId: ClientId
  readonly text: string
  readonly createdAt: number
  /** Since when it has been tried: the outbox gives up so long after this. */
  readonly since: number
  /** The end of the log when this message was first tried; never changed, for retries are recognised by it. */
  readonly after?: number
  readonly failed?: ParleyErrorCode
}

type Commands = { retry: (item: OutboxItem) => void; discard: (item: OutboxItem) => Promise<void> }

/** A message in the outbox, as the app sees it. */
export class OutboxItem implements Outgoing {
  record: OutboxRecord
  status: Outgoing['status']
  error: ParleyError | undefined
  acked!: Promise<Ack>
  /** Resolves when the record is in storage. */
  stored: Promise<void> = Promise.resolve()
  readonly untilOnline: Pause
  readonly untilRetry: Pause
  readonly #commands: Commands
  #resolve!: (ack: Ack) => void
  #reject!: (error: ParleyError) => void

  constructor(record: OutboxRecord, platform: Platform, commands: Commands) {
    this.record = record
    this.#commands = commands
    this.untilOnline = new Pause(platform)
    this.untilRetry = new Pause(platform)
    this.status = 'pending'
    this.#promise()
    if (record.failed) this.fail(new ParleyError(record.failed))
  }

  get conversation() {
    return this.record.conversation
  }
  get clientId() {
    return this.record.clientId
  }
  get text() {
    return this.record.text
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
    this.#promise()
  }

  acknowledge({ seq, at }: Ack): void {
    this.status = 'sent'
    this.error = undefined
    this.#resolve({ seq, at })
  }

  fail(error: ParleyError): void {
    this.status = 'failed'
    this.error = error
    this.#reject(error)
  }

  endWaits(): void {
    this.untilOnline.end()
    this.untilRetry.end()
  }

  #promise(): void {
    this.acked = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.acked.catch(() => {})
  }
}

/** The entry that an ack puts in the log: the server sends a device its own messages back in history only. */
export function entryOf(
  { clientId, text }: OutboxRecord,
  { seq, n, at }: ActionReply<'send'>,
  from: UserId,
  device: DeviceId,
): WireEntry {
  const entry = { seq, n, at, from, device, clientId, text }
  return fitsInline(text)
    ? { ...entry, kind: 'text' }
    : { ...entry, kind: 'long-text', preview: preview(text) }
}
