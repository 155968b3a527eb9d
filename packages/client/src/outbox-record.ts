import {
  type ClientId,
  type ConversationId,
  type DeviceId,
  fitsInline,
  type Media,
  type MediaId,
  preview,
  type UserId,
} from '@parley/domain'
import type { ActionReply, WireEntry } from '@parley/protocol'
import type { Connection } from './connection.ts'
import type { Context } from './context.ts'
import type { ParleyErrorCode } from './error.ts'
import type { UploadRecord } from './upload-record.ts'

/** A message to be sent, or what is to be done to one. */
export type Deed =
  | {
      readonly kind: 'message'
      readonly text: string
      readonly reply?: number
      readonly mentions?: UserId[]
      readonly forwarded?: true
      /** Its file, once that is ready. */
      readonly media?: Media
    }
  | { readonly kind: 'edit'; readonly target: number; readonly text: string }
  | { readonly kind: 'delete'; readonly target: number }
  /** Without an emoji the reaction is taken back. */
  | { readonly kind: 'react'; readonly target: number; readonly emoji?: string }
  | { readonly kind: 'pin'; readonly target: number; readonly pinned: boolean }

/** A deed on its way, as storage keeps it. */
export type OutboxRecord = {
  /** Place in the outbox, counted up; the order in which things were done. */
  readonly order: number
  readonly conversation: ConversationId
  readonly clientId: ClientId
  readonly deed: Deed
  readonly createdAt: number
  /** Since when it has been tried: the outbox gives up so long after this. */
  readonly since: number
  /** The end of the log when this was first tried; never changed, for retries are recognised by it. */
  readonly after?: number
  /** The file that it brings along: it waits for that. */
  readonly upload?: UploadRecord
  readonly failed?: ParleyErrorCode
}
export type StampedRecord = OutboxRecord & { readonly after: number }

/** The form in which messages were kept when there were only messages. */
export type FirstOutboxRecord = Omit<OutboxRecord, 'deed'> & { readonly text: string }

export function asOutboxRecord(saved: OutboxRecord | FirstOutboxRecord): OutboxRecord {
  if ('deed' in saved) return saved
  const { text, ...rest } = saved
  return { ...rest, deed: { kind: 'message', text } }
}

/** Whether it has to wait for its file. */
export function isWaiting({ upload, deed }: OutboxRecord): boolean {
  return upload !== undefined && !('media' in deed)
}

type Ways = { request: Connection['request']; call: Context['call']; device: DeviceId }

/** Tells the server: over the socket, or over HTTPS what a frame does not carry. */
export function post(
  { conversation, clientId, after, deed }: StampedRecord,
  ways: Ways,
): Promise<ActionReply<'send'>> {
  const place = { conversation, clientId, after }
  if ('text' in deed && !fitsInline(deed.text)) {
    const body = { device: ways.device, clientId, after, ...worded(deed) }
    return ways.call('sendLong', { path: { conversation }, body })
  }
  switch (deed.kind) {
    case 'message':
      return ways.request('send', { ...place, ...worded(deed) })
    case 'edit':
      return ways.request('edit', { ...place, target: deed.target, text: deed.text })
    case 'delete':
      return ways.request('delete', { ...place, target: deed.target })
    case 'react':
      return ways.request('react', { ...place, ...worded(deed) })
    case 'pin':
      return ways.request('pin', { ...place, target: deed.target, pinned: deed.pinned })
  }
}

/** What is said of a deed. A message names its file only: what that is, the server knows. */
function worded<Said extends Deed>(deed: Said): Omit<Said, 'kind' | 'media'> & { media?: MediaId } {
  const { kind: _, media, ...rest } = deed as Said & { media?: Media }
  return { ...rest, ...(media && { media: media.media }) }
}

/** The entry that an ack puts in the log: the server sends a device its own entries back in history only. */
export function entryOf(
  { clientId, deed }: OutboxRecord,
  { seq, n, at, expires }: ActionReply<'send'>,
  from: UserId,
  device: DeviceId,
): WireEntry {
  const entry = { seq, n, at, from, device, clientId, ...(expires !== undefined && { expires }) }
  const { kind: _, media, ...rest } = deed as Deed & { media?: WireEntry['media'] }
  switch (deed.kind) {
    case 'message':
      return {
        ...entry,
        ...rest,
        ...(media && { media }),
        kind: fitsInline(deed.text) ? 'text' : 'long-text',
        ...beginning(deed.text),
      }
    case 'edit':
      return { ...entry, ...rest, kind: 'edit', ...beginning(deed.text) }
    case 'delete':
      return { ...entry, kind: 'deletion', target: deed.target }
    case 'react':
      return { ...entry, ...rest, kind: 'reaction' }
    case 'pin': {
      const type = deed.pinned ? 'pinned' : 'unpinned'
      return { ...entry, kind: 'change', change: { type, target: deed.target } }
    }
  }
}

function beginning(text: string): { preview?: string } {
  return fitsInline(text) ? {} : { preview: preview(text) }
}
