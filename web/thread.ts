import type { Conversation, Message, Outgoing } from '@parley/client'
import { bubble, day, outgoing } from './bubble.ts'
import { eachFrame, element, type Keyed, keyed } from './element.ts'

/** Drawn at first, and added each time the top is reached: thousands of bubbles would make a page slow. */
const PAGE = 60
const NEAR_PX = 80

export type Thread = {
  conversation: Conversation
  element: HTMLElement
  draw: () => void
  focus: () => void
  close: () => void
}

/** The open chat: messages, older ones on reaching the top, and a box to write in. */
export function thread(conversation: Conversation, title: string, leave: () => void): Thread {
  let shown = PAGE
  let isLoading = false
  let isAtEnd = true
  const log = element('div', {
    class: 'log',
    role: 'log',
    'aria-label': 'Messages',
    tabindex: '0',
    scroll: onScroll,
  })
  const box = element('textarea', {
    rows: '1',
    placeholder: 'Message',
    'aria-label': 'Message',
    input: fit,
    keydown: onKey,
  })
  const composer = element(
    'form',
    { class: 'composer', submit: send },
    box,
    element('button', { class: 'icon primary', 'aria-label': 'Send' }, '➤'),
  )
  const page = element(
    'section',
    { class: 'thread', 'aria-label': `Chat with ${title}` },
    element(
      'header',
      {},
      element('button', { class: 'icon back', 'aria-label': 'Back to chats', click: leave }, '←'),
      element('h2', {}, title),
    ),
    log,
    composer,
  )

  const drawLines = keyed(log)
  const draw = eachFrame(() => {
    const fromEnd = log.scrollHeight - log.scrollTop
    drawLines(lines())
    log.scrollTop = isAtEnd ? log.scrollHeight : log.scrollHeight - fromEnd
    markRead()
  })
  const sizes = new ResizeObserver(() => {
    if (isAtEnd) log.scrollTop = log.scrollHeight
  })
  sizes.observe(log)
  document.addEventListener('visibilitychange', markRead)
  if (conversation.messages.length === 0) void loadOlder()
  draw()
  return { conversation, element: page, draw, focus: () => box.focus(), close }

  function lines(): Keyed[] {
    const made: Keyed[] = []
    let lastDay = ''
    const messages = conversation.messages.filter(({ kind }) => kind !== 'change')
    for (const message of messages.slice(-shown)) {
      const date = new Date(message.at).toDateString()
      if (date !== lastDay) made.push({ key: `day ${date}`, make: () => day(message.at) })
      lastDay = date
      made.push(line(message))
    }
    const pending = conversation.pending.filter(({ kind }) => kind === 'message')
    return [...made, ...pending.map(pendingLine)]
  }

  function line(message: Message): Keyed {
    const status = message.mine ? conversation.statusOf(message) : undefined
    const showWhole = () => void conversation.text(message).then(draw, () => {})
    return {
      key: `${message.seq} ${status} ${message.kind} ${message.edited} ${message.text}`,
      make: () => bubble(message, status, showWhole),
    }
  }

  function pendingLine(message: Outgoing): Keyed {
    return { key: `${message.clientId} ${message.status}`, make: () => outgoing(message) }
  }

  function onScroll(): void {
    isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX
    if (log.scrollTop < NEAR_PX) void loadOlder()
    markRead()
  }

  async function loadOlder(): Promise<void> {
    if (isLoading || (shown >= conversation.messages.length && !conversation.more)) return
    isLoading = true
    try {
      shown += PAGE
      if (shown > conversation.messages.length && conversation.more)
        await conversation.history({ limit: PAGE })
    } catch {
      shown -= PAGE // offline: reaching the top again tries again
    } finally {
      isLoading = false
      draw()
    }
  }

  function markRead(): void {
    if (document.visibilityState === 'visible' && isAtEnd) conversation.markRead()
  }

  function onKey(event: Event): void {
    const { key, shiftKey, isComposing } = event as KeyboardEvent
    if (key === 'Enter' && !shiftKey && !isComposing) void send(event)
    if (key === 'Escape') leave()
  }

  function send(event: Event): void {
    event.preventDefault()
    if (box.value.trim() === '') return
    conversation.send(box.value)
    box.value = ''
    fit()
    isAtEnd = true
    draw()
  }

  function fit(): void {
    box.style.height = 'auto'
    box.style.height = `${box.scrollHeight}px`
  }

  function close(): void {
    sizes.disconnect()
    document.removeEventListener('visibilitychange', markRead)
  }
}
