import type { Message, MessageStatus, Outgoing } from '@parley/client'
import { element } from './element.ts'

const TICKS = {
  pending: '◷',
  failed: '!',
  sent: '✓',
  undelivered: '✓',
  delivered: '✓✓',
  read: '✓✓',
} as const

/** One message. `status` for one's own; `whole` fetches a long text that has not come along. */
export function bubble(message: Message, status: MessageStatus | undefined, whole: () => void): HTMLElement {
  const isWhole = message.text !== undefined || message.kind === 'deleted'
  const text = message.text ?? (message.kind === 'deleted' ? 'Message deleted' : `${message.preview ?? ''}…`)
  const more = !isWhole ? [element('button', { class: 'link', click: whole }, 'Show all')] : []
  return element(
    'article',
    { class: `bubble ${message.mine ? 'mine' : 'theirs'}` },
    element('p', { dir: 'auto' }, text),
    ...more,
    element(
      'footer',
      {},
      ...(message.edited ? ['edited '] : []),
      clock(message.at),
      ...(status ? [tick(status)] : []),
    ),
  )
}

/** One of one's own that is on its way, or has failed. */
export function outgoing(message: Outgoing): HTMLElement {
  const { status, text, createdAt, error } = message
  const choices =
    status === 'failed'
      ? [
          element('span', { class: 'problem' }, error?.message ?? 'Not sent.'),
          element('button', { class: 'link', click: () => message.retry() }, 'Try again'),
          element('button', { class: 'link', click: () => void message.discard() }, 'Discard'),
        ]
      : []
  return element(
    'article',
    { class: `bubble mine ${status}` },
    element('p', { dir: 'auto' }, text),
    element('footer', {}, ...choices, clock(createdAt), tick(status)),
  )
}

export function day(at: number): HTMLElement {
  const words = new Date(at).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' })
  return element('div', { class: 'day', role: 'separator' }, words)
}

function tick(status: keyof typeof TICKS): HTMLElement {
  return element(
    'span',
    { class: `tick ${status}`, role: 'img', 'aria-label': status, title: status },
    TICKS[status],
  )
}

function clock(at: number): HTMLElement {
  const date = new Date(at)
  const words = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  return element('time', { datetime: date.toISOString() }, words)
}
