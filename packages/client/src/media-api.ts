import type { ConversationId, Media, MediaId, MediaKind } from '@parley/domain'
import type { ParleyError } from './error.ts'

/** A file of this device: a `Blob` or `File`, or bytes; its media type as the device knows it. */
export type FileSource =
  | Blob
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string; readonly name?: string }

/** What is said of a file that goes along with a message. */
export type Attachment = {
  readonly file: FileSource
  /** By the file's type unless said; anything may go as a `document`, which is never changed. */
  readonly kind?: MediaKind
  readonly name?: string
  /** Of an image: make it smaller, and take out where and with what it was made. True unless said; never for a document. */
  readonly compressed?: boolean
  /** Of a video: an image to be shown for it. */
  readonly poster?: FileSource
  readonly width?: number
  readonly height?: number
  /** Milliseconds. */
  readonly duration?: number
  /** Of a voice message: loudness from 0 to 100, at most 64 samples. */
  readonly waveform?: readonly number[]
}

/** A file on its way up. It goes on over lost connections, from where it was; over a restart, see `resume`. */
export type Upload = {
  readonly media: MediaId | undefined
  readonly conversation: ConversationId | undefined
  /** What was said of the file; undefined for a copy of another message's. */
  readonly about: UploadAbout | undefined
  /** `held`: after a restart the file itself is gone from memory; `resume` with it goes on. */
  readonly status: 'uploading' | 'held' | 'ready' | 'failed' | 'cancelled'
  /** Bytes. */
  readonly sent: number
  readonly total: number
  readonly error: ParleyError | undefined
  /** Resolves when the server has checked the file; rejects if it was refused (`BAD_MEDIA`), too large, or cancelled (`CANCELLED`). */
  readonly done: Promise<Media>
  cancel(): void
  retry(): void
}

/** What a file on its way up is, also after a restart: to be shown in its place. */
export type UploadAbout = Pick<Media, 'kind' | 'type' | 'bytes'> & {
  readonly [About in 'name' | 'width' | 'height' | 'duration' | 'waveform']?: Media[About] | undefined
}

/** Addresses good until `expiresAt` (milliseconds since the epoch); ask again after that. */
export type Download = {
  /** Absent while a compressed image is being made, or when that was given up. */
  readonly url?: string
  readonly type: string
  readonly bytes: number
  readonly thumbnail?: { readonly url: string; readonly width: number; readonly height: number }
  readonly blur?: string
  readonly state: 'ready' | 'processing' | 'given-up'
  readonly reason?: string
  readonly expiresAt: number
}
