/** Longest message, in Unicode code points. */
export const MAX_TEXT_CHARS = 100_000
/** Longest text kept in the log item and carried in a frame, in bytes of its JSON form. */
export const MAX_INLINE_BYTES = 8_192
export const PREVIEW_CHARS = 80

/** Text too long for a table item: it lies in object storage and is fetched by the reader. */
export type LongText = {
  /** Length in Unicode code points. */
  readonly chars: number
  /** Length in UTF-8 bytes. */
  readonly bytes: number
  /** SHA-256 of the UTF-8 bytes, hex: tells a retry from another body under the same client id. */
  readonly sha256: string
}

/** What somebody wrote, as an entry holds it. */
export type Text =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'long-text'; readonly preview: string; readonly long: LongText }

export type TextFault = 'empty' | 'too-long' | 'not-unicode'

/**
 * Judges a text as a person counts it: in code points, not UTF-16 units. Lone surrogates are no Unicode text. Only
 * beside a file may a message say nothing.
 */
export function textFault(text: string, isBesideMedia = false): TextFault | undefined {
  if (text.length === 0) return isBesideMedia ? undefined : 'empty'
  if (text.length > 2 * MAX_TEXT_CHARS) return 'too-long'
  if (!text.isWellFormed()) return 'not-unicode'
  if (text.length > MAX_TEXT_CHARS && codePoints(text) > MAX_TEXT_CHARS) return 'too-long'
  return undefined
}

export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Whether a text may travel inside an entry: its JSON form, escapes included, is small enough. */
export function fitsInline(text: string): boolean {
  if (text.length > MAX_INLINE_BYTES) return false
  return new TextEncoder().encode(JSON.stringify(text)).length <= MAX_INLINE_BYTES
}

/** The beginning of a text, cut between code points. */
export function preview(text: string): string {
  if (text.length <= PREVIEW_CHARS) return text
  return [...text.slice(0, 2 * PREVIEW_CHARS)].slice(0, PREVIEW_CHARS).join('')
}
