import { createHash } from 'node:crypto'
import { codePoints, fitsInline, preview, type Text, textFault } from '@parley/domain'
import { Refusal } from '@parley/protocol'

/** A text as an entry holds it, whatever its length. Throws `BAD_TEXT`. */
export function textBody(text: string): Text {
  if (textFault(text)) throw new Refusal('BAD_TEXT')
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
export function inlineText(text: string): Text & { kind: 'text' } {
  const body = textBody(text)
  if (body.kind !== 'text') throw new Refusal('TOO_LARGE', 'text: over 8 KB as JSON')
  return body
}
