import type { Conversation, Media, MediaKind, Message } from '@parley/client'

const KINDS: Record<MediaKind, string> = {
  image: 'Photo',
  video: 'Video',
  audio: 'Audio',
  voice: 'Voice message',
  document: 'Document',
}

/** What a file is called where it is not shown. */
export function fileName({ kind, name }: Pick<Media, 'kind' | 'name'>): string {
  return kind === 'document' || kind === 'audio' ? (name ?? KINDS[kind]) : KINDS[kind]
}

/** A message in a line. */
export function summary(message: Pick<Message, 'kind' | 'text' | 'preview' | 'media'>): string {
  if (message.kind === 'deleted') return 'Message deleted'
  const text = message.text ?? message.preview ?? ''
  return text || (message.media ? fileName(message.media) : '')
}

/** The kind of file that the last message brought along, as far as it is in memory. */
export function lastFile({ messages }: Conversation): Media | undefined {
  return messages.findLast(({ kind }) => kind !== 'change')?.media
}
