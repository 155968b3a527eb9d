import type { MediaKind } from './media.ts'
import { isTypeOf, type Shown, typeFound } from './media-type.ts'

/** The largest profile picture, bytes. */
export const PICTURE_BYTES_MAX = 5 * 1024 * 1024

/** What a device says of a file before it brings it up. */
export type Announced = {
  readonly kind: MediaKind
  readonly type: string
  readonly bytes: number
  /** SHA-256, base64: of the whole, or of each part where it goes up in parts. */
  readonly checksums: readonly string[]
  readonly compressed?: boolean | undefined
  readonly poster?: string | undefined
}

export type MediaLimits = {
  /** The largest file, bytes. */
  readonly most: number
  /** A larger file than this goes up in parts of this size; bytes. */
  readonly partBytes: number
}

/** Whether a file goes up in parts. */
export function isInParts({ bytes }: Pick<Announced, 'bytes'>, partBytes: number): boolean {
  return bytes > partBytes
}

/** What is wrong with what was announced, naming the field; undefined if nothing is. */
export function announcementFault(
  announced: Announced,
  { most, partBytes }: MediaLimits,
): string | undefined {
  const { kind, type, bytes, checksums, compressed, poster } = announced
  const as = shownAs(kind)
  if (bytes > most) return `bytes: at most ${most}`
  if (as && !isTypeOf(as, type)) return `type: not one of ${as}s that are shown`
  if (compressed && kind !== 'image') return 'compressed: only an image'
  if (poster !== undefined && kind !== 'video') return 'poster: only of a video'
  const parts = isInParts(announced, partBytes) ? Math.ceil(bytes / partBytes) : 1
  return checksums.length === parts ? undefined : `checksums: ${parts} for a file of this size`
}

/** What has arrived of a file. */
export type Arrived = {
  readonly bytes: number
  /** As storage verified it, in the form in which `expected` is given; absent if storage does not tell. */
  readonly checksum?: string | undefined
  readonly beginning: Uint8Array
}

/**
 * Whether what has arrived is what was announced: then the type that was found in it. That of a picture, film or sound
 * is always of the closed list; any other file is a document, whose type nobody acts on.
 */
export function verdictOn(
  { kind, type, bytes }: Pick<Announced, 'kind' | 'type' | 'bytes'>,
  arrived: Arrived,
  expected: string | undefined,
): { readonly found: string } | { readonly reason: string } {
  if (arrived.bytes !== bytes) return { reason: 'another length than announced' }
  if (expected !== undefined && arrived.checksum !== undefined && arrived.checksum !== expected) {
    return { reason: 'another checksum than announced' }
  }
  const as = shownAs(kind)
  if (!as) return { found: documentType(type, arrived.beginning) }
  const found = typeFound(as, arrived.beginning)
  return found === undefined ? { reason: `no ${as} of a type that is shown` } : { found }
}

/** Whether a file may be shown inside a page; everything else is only ever saved. */
export function isShown(kind: MediaKind, found: string): boolean {
  const as = shownAs(kind)
  return as !== undefined && isTypeOf(as, found)
}

function shownAs(kind: MediaKind): Shown | undefined {
  if (kind === 'document') return undefined
  return kind === 'voice' ? 'audio' : kind
}

/** Documents whose type may be told: what opens them runs nothing in a page. */
const INERT: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/zip',
  'application/gzip',
  'application/rtf',
  'application/epub+zip',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.presentation',
  'text/plain',
  'text/csv',
])
const UNKNOWN = 'application/octet-stream'

function documentType(type: string, beginning: Uint8Array): string {
  const shown = (['image', 'video', 'audio'] as const).map((as) => typeFound(as, beginning))
  return shown.find((found) => found !== undefined) ?? (INERT.has(type) ? type : UNKNOWN)
}
