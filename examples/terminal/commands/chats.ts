import type { ChatClient, Conversation } from '@parley/client'
import { onlineIfPossible, type Run } from '../device.ts'
import { nameOf, titleOf } from '../names.ts'
import { plain } from '../plain.ts'
import { clock } from '../words.ts'

/** Lists the conversations; without a network those that this device knows. */
export async function chats(run: Run): Promise<void> {
  const { chat, say, note } = run
  if (!(await onlineIfPossible(run))) note('The server cannot be reached: this is what this device knows.')
  const listed = chat.conversations().toReversed()
  for (const conversation of listed) say(rowOf(chat, conversation, Date.now()))
  if (listed.length === 0) note('No conversations yet. Begin one: follow @handle')
}

/** One conversation of the list. */
export function rowOf(chat: ChatClient, conversation: Conversation, now: number): string {
  const { id, at, with: person, unread, unreadMentions, preview, from, chosen } = conversation
  const marks = [
    unread > 0 && `${unread} new`,
    unreadMentions > 0 && 'mentions you',
    chosen.mutedUntil !== undefined && 'muted',
    chosen.archived && 'archived',
    chosen.draft !== '' && 'draft',
  ].filter(Boolean)
  const said = preview === undefined ? '' : `${from ? `${nameOf(chat, from)}: ` : ''}${plain(preview)}`
  return [
    at > 0 && clock(at, now),
    titleOf(chat, conversation),
    marks.length > 0 && `[${marks.join(', ')}]`,
    !person?.handle && id, // there is no handle to say instead
    said,
  ]
    .filter(Boolean)
    .join('  ')
}
