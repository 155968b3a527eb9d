import type { ConversationId, DeviceId, MediaId, MediaKind, UserId } from '@parley/domain'

/** A file from when its device announces it until nothing names it any more. */
export type MediaItem = {
  readonly media: MediaId
  readonly owner: UserId
  readonly device: DeviceId
  /** Absent for a profile picture. */
  readonly conversation?: ConversationId
  /** As announced. */
  readonly kind: MediaKind
  readonly type: string
  readonly bytes: number
  /** SHA-256, base64: of the whole, or of each part where it goes up in parts. */
  readonly checksums: readonly string[]
  readonly name?: string
  readonly width?: number
  readonly height?: number
  readonly duration?: number
  readonly waveform?: readonly number[]
  /** Readers get the re-encoded picture only. */
  readonly compressed?: boolean
  readonly poster?: MediaId
  /** Of an upload in parts. */
  readonly uploadId?: string
  readonly state: 'waiting' | 'ready' | 'refused'
  /** Why it was refused. */
  readonly reason?: string
  /** The media type that was found in the file, once it is ready. */
  readonly found?: string
  /** What was made of it; absent until that has been tried. */
  readonly rendition?: Rendition
  /** The message that names it: nothing else can. */
  readonly claimedBy?: string
  /** When it is forgotten, seconds since the epoch; absent once a message names it for good. */
  readonly expires?: number
}

/** What the thumbnail function made of an image, or why it made nothing. */
export type Rendition =
  | {
      readonly width: number
      readonly height: number
      readonly blur: string
      /** Of the re-encoded picture of a compressed image: what readers get. */
      readonly display?: {
        readonly type: string
        readonly bytes: number
        readonly width: number
        readonly height: number
      }
    }
  | { readonly givenUp: string }

/** Announced files. An item that goes, because it expired or was removed, takes its objects with it by the table's stream. */
export type MediaItems = {
  /** Keeps a newly announced file, or returns the one that was announced under this id before. */
  begin(item: MediaItem): Promise<MediaItem | undefined>
  /** Strongly consistent. */
  read(media: MediaId): Promise<MediaItem | undefined>
  /** Ends the waiting; whoever is first decides, everybody gets what it is then. Undefined if there is none. */
  settle(media: MediaId, outcome: { found: string } | { reason: string }): Promise<MediaItem | undefined>
  /** What was made of it; the first counts, unless that was given up. No matter if there is none any more. */
  rendered(media: MediaId, rendition: Rendition): Promise<void>
  /**
   * A message (`by` its device and client id) names it: from now on it stays, or until `keepUntil` (milliseconds
   * since the epoch). Conditional: it is ready, of this person, for this conversation, and claimed by no other message.
   * The same claim again is the same. What it is if it is not that; undefined if there is none.
   */
  claim(claim: MediaClaim): Promise<{ claimed: MediaItem } | { refused: MediaItem | undefined }>
  /** Whether there was one that no message names, of this person. */
  cancel(media: MediaId, owner: UserId): Promise<boolean>
  /** Forgets it, whoever named it. */
  remove(media: MediaId): Promise<void>
}

export type MediaClaim = {
  readonly media: MediaId
  readonly owner: UserId
  readonly conversation: ConversationId | undefined
  /** `<device>.<clientId>` of the message, or `profile`. */
  readonly by: string
  readonly keepUntil?: number
}

/** Images whose small pictures are still to be made, by a function of its own. */
export type Thumbnails = {
  send(media: MediaId, compressed: boolean): Promise<void>
}

/** The objects themselves; see media-folders.ts for where they lie. */
export type MediaStore = {
  /** A form for a file in one piece: exact in key, type, length and checksum. */
  form(item: MediaItem, lifeMs: number): Promise<{ url: string; fields: Record<string, string> }>
  beginParts(item: MediaItem): Promise<string>
  /** Addresses for the parts that are not there yet. */
  parts(
    item: MediaItem,
    lifeMs: number,
  ): Promise<{ number: number; url: string; headers: Record<string, string> }[]>
  /** Puts the parts together; false while some are missing, or are not what was announced. Again is the same. */
  join(item: MediaItem): Promise<boolean>
  /** What has arrived: its length, the checksum storage has verified, and its first bytes. Undefined if nothing has. */
  inspect(media: MediaId): Promise<{ bytes: number; checksum?: string; beginning: Uint8Array } | undefined>
  /** What was made of an image; undefined while nothing is. */
  rendition(media: MediaId): Promise<Rendition | undefined>
  /** Makes one of a file's objects another file's original; false if it is not there. Twice is once. */
  copy(from: MediaId, which: 'original' | 'display', to: MediaItem): Promise<boolean>
  /** An address for downloading; `name` is what the reader's device calls it. */
  address(
    media: MediaId,
    which: 'original' | 'display' | 'thumbnail',
    served: { type: string; inline: boolean; name?: string },
    lifeMs: number,
  ): Promise<string>
  /** Everything of it, an upload under way included; no matter if there is nothing. */
  remove(item: Pick<MediaItem, 'media' | 'uploadId'>): Promise<void>
}
