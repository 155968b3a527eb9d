import { type Body, type Entry, isMessage, type Media, preview, type Text } from '@parley/domain'
import type { WireChange, WireEntry, WireMedia } from '@parley/protocol'
import { given } from '../given.ts'

type Said = Omit<WireEntry, 'seq' | 'n' | 'at' | 'from' | 'device' | 'clientId'>

/** An entry as devices get it, with what its last edit makes it say: without its conversation, which the frame or page names once. */
export function wireEntry(entry: Entry): WireEntry {
  const { seq, n, at, from, device, clientId, expires } = entry
  return { seq, n, at, from, device, clientId, ...(expires !== undefined && { expires }), ...saidBy(entry) }
}

/** The beginning of what a message, or an edit of one, says; empty for everything else. */
export function previewOf(body: Body | Text): string {
  if (body.kind === 'text') return preview(body.text)
  if (body.kind === 'long-text') return body.preview
  return body.kind === 'edit' && body.content.kind !== 'deleted' ? previewOf(body.content) : ''
}

/** Its own copy: what the wire carries may be changed by nobody's mistake. */
export function wireMedia({ waveform, ...media }: Media): WireMedia {
  return { ...media, ...(waveform && { waveform: [...waveform] }) }
}

function saidBy({ body, latest, reactions = {} }: Entry): Said {
  if (isMessage(body)) {
    const { reply, mentions, forwarded, media, ...first } = body
    const reacted = Object.entries(reactions).map(([user, { emoji }]) => [user, emoji])
    return {
      ...(latest?.content ?? first),
      ...given({ reply, forwarded, mentions: mentions && [...mentions], media: media && wireMedia(media) }),
      ...(latest && { edited: latest.seq }),
      ...(reacted.length > 0 && { reactions: Object.fromEntries(reacted) }),
    }
  }
  switch (body.kind) {
    case 'edit': {
      const { kind: _, ...text } = body.content
      return { kind: 'edit', target: body.target, ...text }
    }
    case 'reaction':
      return { kind: 'reaction', target: body.target, ...(body.emoji !== null && { emoji: body.emoji }) }
    case 'change':
      return { kind: 'change', change: body.change as WireChange }
    default:
      return body
  }
}
