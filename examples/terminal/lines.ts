import type { Message, MessageStatus, UserId } from '@parley/client'
import { changeWords } from './change-words.ts'
import { plain, plainLines } from './plain.ts'
import { bytes, clock } from './words.ts'

/** Stands before every further line of a message. */
export const MARK = '      │ '

/** How far an own message has come. */
export const TICKS: Record<MessageStatus, string> = {
  sent: '✓',
  undelivered: '✓ not yet delivered to everybody',
  delivered: '✓✓',
  read: '✓✓ read',
}

type Shown = {
  readonly message: Message
  readonly name: (user: UserId) => string
  readonly now: number
  /** Of an own message. */
  readonly status?: MessageStatus
}

/** A message as it is printed: `#12 14:31 Ann: Hello`. */
export function lineOf({ message, name, now, status }: Shown): string {
  const place = `#${message.seq} ${clock(message.at, now)}`
  if (message.change) return `${place} — ${changeWords(message.change, message.from, name)}`
  const marks = [
    message.edited && message.kind === 'message' && '(edited)',
    message.starred && '★',
    reactionsOf(message, name),
    status && TICKS[status],
  ].filter(Boolean)
  return [`${place} ${name(message.from)}:`, bodyOf(message), ...marks].filter(Boolean).join(' ')
}

function bodyOf(message: Message): string {
  if (message.kind === 'deleted') return '(deleted)'
  const said = message.text ?? (message.preview === undefined ? '' : `${message.preview}…`)
  const parts = [
    message.forwarded && '(forwarded)',
    message.reply !== undefined && `(to #${message.reply})`,
    message.media && fileWords(message.media),
    said && plainLines(said, MARK),
  ]
  return parts.filter(Boolean).join(' ') || '(no longer there)'
}

function fileWords({ kind, name, bytes: size }: NonNullable<Message['media']>): string {
  return `[${[kind, name && plain(name), bytes(size)].filter(Boolean).join(', ')}]`
}

function reactionsOf({ reactions = {} }: Message, name: (user: UserId) => string): string {
  const each = Object.entries(reactions).map(([user, emoji]) => `${plain(emoji)} ${name(user as UserId)}`)
  return each.length > 0 ? `[${each.join(', ')}]` : ''
}
