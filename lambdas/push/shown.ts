import { type Entry, isMessage } from '@parley/domain'
import type { PushPayload, PushWords } from '../ports.ts'

/** What is known of where a message stands. `author` and `title` are empty where there is no such name. */
export type Setting = { readonly author: string; readonly title: string; readonly isGroup: boolean }

/** What a device is shown of a message; nothing of what was said, where and by whom, if its owner wants no previews. */
export function shownOf(
  entry: Entry,
  { author, title, isGroup }: Setting,
  hasPreviews: boolean,
): Pick<PushPayload, 'title' | 'body'> {
  if (!hasPreviews) return { body: { kind: 'message' } }
  const by = isGroup ? author : ''
  const heading = isGroup ? title : author
  return { ...(heading && { title: heading }), body: bodyOf(entry, by) }
}

function bodyOf({ body, latest }: Entry, by: string): string | PushWords {
  if (!isMessage(body)) return { kind: 'message' }
  const said = latest?.content ?? body
  const text = said.kind === 'text' ? said.text : said.preview
  if (text !== '') return by === '' ? text : `${by}: ${text}`
  return { kind: body.media?.kind ?? 'message', ...(by !== '' && { by }) }
}
