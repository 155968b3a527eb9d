import { createHash } from 'node:crypto'
import { codePoints, fitsInline, preview, type Text, textFault } from '@parley/domain'
import { Refusal } from '@parley/protocol'

/** A text as an entry holds it, whatever its length; it may be empty beside a file. Throws `BAD_TEXT`. */
export function textBody(text: string, isBesideMedia: boolean): Text {
  if (textFault(text, isBesideMedia)) throw new Refusal('BAD_TEXT')
  if (fitsInline(text)) return { kind: 'text', text }
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return {
    kind: 'long-text',
    preview: preview(text),
    long: { chars: codePoints(text), bytes: bytes.length, sha256 },
  }
}

/** A text that a frame can carry. Throws `BAD_TEXT`, and `TOO_LARGE` for a longer one. */
export function inlineText(text: string, isBesideMedia: boolean): Text & { kind: 'text' } {
  const body = textBody(text, isBesideMedia)
  if (body.kind !== 'text') throw new Refusal('TOO_LARGE', 'text: over 8 KB as JSON')
  return body
}
