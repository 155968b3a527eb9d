import { type Body, type Entry, isMessage } from '@parley/domain'
import type { Amendment } from '../../ports.ts'

/** An entry after an amendment, as the adapter's update leaves its item. */
export function amended(entry: Entry, amendment: Amendment): Entry {
  if ('edit' in amendment) {
    if (!isMessage(entry.body)) throw new Error('Only a message can be edited.')
    const { edit, content } = amendment
    return { ...entry, latest: { seq: edit, content }, edits: [...(entry.edits ?? []), edit] }
  }
  if ('deleted' in amendment) {
    const { latest: _, reactions: __, ...rest } = entry
    const { digest, file } = amendment
    return { ...rest, body: scrubbed(entry.body), digest, ...(file !== undefined && { file }) }
  }
  const { by, user, emoji } = amendment
  const { [user]: _, ...others } = entry.reactions ?? {}
  const { reactions: __, ...bare } = entry
  const reactions = emoji === null ? others : { ...others, [user]: { seq: by, emoji } }
  return Object.keys(reactions).length === 0 ? bare : { ...bare, reactions }
}

function scrubbed(body: Body): Body {
  return body.kind === 'edit' ? { ...body, content: { kind: 'deleted' } } : { kind: 'deleted' }
}
