import { type Body, type Entry, isMessage, type MessageBody, type Text } from '@parley/domain'
import type { Amendment } from '../../ports.ts'

/** An entry after an amendment, as the adapter's update leaves its item. */
export function amended(entry: Entry, amendment: Amendment): Entry {
  if ('edit' in amendment) {
    if (!isMessage(entry.body)) throw new Error('Only a message can be edited.')
    const { edit, content, digest } = amendment
    return { ...entry, body: saying(entry.body, content), edits: [...(entry.edits ?? []), edit], digest }
  }
  if ('deleted' in amendment) {
    const { reactions: _, ...rest } = entry
    return { ...rest, body: scrubbed(entry.body), digest: amendment.digest }
  }
  const { [amendment.user]: _, ...others } = entry.reactions ?? {}
  const { reactions: __, ...bare } = entry
  const reactions = amendment.emoji === null ? others : { ...others, [amendment.user]: amendment.emoji }
  return Object.keys(reactions).length === 0 ? bare : { ...bare, reactions }
}

function saying({ reply, mentions, forwarded }: MessageBody, content: Text): MessageBody {
  return {
    ...content,
    ...(reply !== undefined && { reply }),
    ...(mentions !== undefined && { mentions }),
    ...(forwarded !== undefined && { forwarded }),
  }
}

function scrubbed(body: Body): Body {
  return body.kind === 'edit' ? { ...body, content: { kind: 'deleted' } } : { kind: 'deleted' }
}
