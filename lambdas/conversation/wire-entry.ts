import type { Entry } from '@parley/domain'
import type { WireEntry } from '@parley/protocol'

/** An entry as devices get it: without its conversation, which the frame or page names once. */
export function wireEntry({ conversation: _, body, ...entry }: Entry): WireEntry {
  return { ...entry, ...body }
}

/** What an inbox shows of an entry. */
export function previewOf({ body }: Entry, cut: (text: string) => string): string {
  return body.kind === 'text' ? cut(body.text) : body.preview
}
