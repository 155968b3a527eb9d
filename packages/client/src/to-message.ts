import type { Change, ClientId, ConversationId, DeviceId, Media, UserId } from '@parley/domain'
import type { WireEntry } from '@parley/protocol'
import { given } from './given.ts'
import type { Message } from './message.ts'

/** What an app sees of an entry that is shown by itself. */
export function toMessage(
  conversation: ConversationId,
  entry: WireEntry,
  me: UserId | undefined,
  isStarred: boolean,
): Message {
  const { seq, n, at, from, device, clientId, kind } = entry
  return {
    conversation,
    seq,
    n,
    at,
    from: from as UserId,
    mine: from === me,
    device: device as DeviceId,
    clientId: clientId as ClientId,
    kind: kind === 'deleted' || kind === 'change' ? kind : 'message',
    ...given({
      change: entry.change as Change | undefined,
      text: entry.text,
      preview: entry.preview,
      reply: entry.reply,
      mentions: entry.mentions as UserId[] | undefined,
      forwarded: entry.forwarded,
      media: entry.media as Media | undefined,
      edited: entry.edited !== undefined || undefined,
      reactions: entry.reactions as Record<UserId, string> | undefined,
      starred: isStarred || undefined,
      expiresAt: entry.expires,
      long: kind === 'long-text' ? given({ chars: entry.long?.chars }) : undefined,
    }),
  }
}
