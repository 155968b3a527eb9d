import type { ChatClient, ConnectionState, Conversation } from '@parley/client'
import { eachFrame, element, fields, type Keyed, keyed } from './element.ts'
import { explain, toHandle } from './sign-in.ts'
import { type Thread, thread } from './thread.ts'

/** A short cut is nobody's business: a state is shown only when it has lasted this long. */
const SHOW_STATE_AFTER_MS = 1_500

const STATES: Partial<Record<ConnectionState, string>> = {
  connecting: 'Connecting …',
  waiting: 'Waiting for the network …',
  offline: 'Offline',
}

/** The page of someone signed in: the list of chats beside the open one. `close` when it is shown no more. */
export function chats(chat: ChatClient): { element: HTMLElement; close: () => void } {
  let open: Thread | undefined
  const list = element('ul', { class: 'list', 'aria-label': 'Chats' })
  const state = element('p', { class: 'state', role: 'status' })
  const problem = element('p', { class: 'problem', role: 'alert' })
  const main = element('main', {}, nothingOpen())
  const start = element(
    'form',
    { class: 'start', submit: startChat },
    element('input', {
      name: 'handle',
      'aria-label': 'Start a chat by handle',
      placeholder: 'Start a chat: @handle',
      autocapitalize: 'none',
      autocomplete: 'off',
      spellcheck: 'false',
      required: true,
    }),
    element('button', { class: 'icon', 'aria-label': 'Start chat' }, '+'),
  )
  const page = element(
    'div',
    { class: 'chats' },
    element('nav', { 'aria-label': 'Chats' }, header(chat), state, start, problem, list),
    main,
  )

  const drawList = keyed(list)
  const draw = eachFrame(() => {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.conversation
    drawList(chat.conversations().map(line))
    if (focused) list.querySelector<HTMLElement>(`[data-conversation="${focused}"]`)?.focus()
    const unread = chat.conversations().reduce((sum, conversation) => sum + conversation.unread, 0)
    document.title = unread > 0 ? `(${unread}) Parley` : 'Parley'
  })
  const redraw = (conversation: Conversation) => {
    draw()
    if (conversation === open?.conversation) open.draw()
  }
  const listening = [
    chat.on('conversation', ({ conversation }) => redraw(conversation)),
    chat.on('outbox', ({ conversation }) => redraw(conversation)),
    chat.on('error', (error) => {
      problem.textContent = explain(error)
    }),
    watchState(chat, state),
  ]
  draw()
  return { element: page, close }

  function line(conversation: Conversation): Keyed {
    const { id, unread, at, from } = conversation
    const shown = [id, unread, at, from, conversation === open?.conversation, title(chat, conversation)]
    return { key: JSON.stringify([...shown, preview(chat, conversation)]), make: () => row(conversation) }
  }

  function row(conversation: Conversation): HTMLElement {
    const { unread, at } = conversation
    const isOpen = conversation === open?.conversation
    const badge =
      unread > 0
        ? [element('span', { class: 'badge', 'aria-label': `${unread} unread` }, String(unread))]
        : []
    return element(
      'li',
      {},
      element(
        'button',
        {
          class: 'row',
          'data-conversation': conversation.id,
          'aria-current': isOpen ? 'true' : undefined,
          click: () => show(conversation),
        },
        avatar(conversation),
        element('strong', {}, title(chat, conversation)),
        element('time', {}, at ? when(at) : ''),
        element('span', { class: 'preview' }, preview(chat, conversation)),
        ...badge,
      ),
    )
  }

  function show(conversation: Conversation): void {
    open?.close()
    open = thread(conversation, title(chat, conversation), leave)
    main.replaceChildren(open.element)
    page.classList.add('open')
    open.focus()
    draw()
  }

  function close(): void {
    open?.close()
    for (const stop of listening) stop()
  }

  function leave(): void {
    open?.close()
    open = undefined
    page.classList.remove('open')
    main.replaceChildren(nothingOpen())
    draw()
  }

  async function startChat(event: Event): Promise<void> {
    event.preventDefault()
    problem.textContent = ''
    try {
      show(await chat.openDirect(toHandle(fields(start).handle)))
      start.reset()
    } catch (error) {
      problem.textContent = explain(error)
    }
  }
}

function header(chat: ChatClient): HTMLElement {
  return element(
    'header',
    {},
    element('h1', {}, 'Parley'),
    element('span', { class: 'me' }, `@${chat.me?.handle ?? ''}`),
    element('button', { class: 'link', click: () => void chat.signOut() }, 'Sign out'),
  )
}

function watchState(chat: ChatClient, shown: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return chat.on('connection', ({ state }) => {
    clearTimeout(timer)
    if (state === 'online') shown.replaceChildren()
    else if (state === 'replaced') {
      const back = element('button', { class: 'link', click: () => void chat.connect() }, 'Use it here')
      shown.replaceChildren('Connected in another window. ', back)
    } else timer = setTimeout(() => shown.replaceChildren(STATES[chat.connection] ?? ''), SHOW_STATE_AFTER_MS)
  })
}

function nothingOpen(): HTMLElement {
  return element(
    'div',
    { class: 'notice' },
    element('p', {}, 'Choose a chat, or start one by handle.'),
    element('p', {}, 'To try it alone, open this page again with ?as=bob at the end of its address.'),
  )
}

function title(chat: ChatClient, { with: person, title }: Conversation): string {
  if (!person) return title
  if (person.user === chat.me?.user) return 'Notes to self'
  return person.name ?? (person.handle ? `@${person.handle}` : 'Someone')
}

function preview(chat: ChatClient, { pending, preview, from }: Conversation): string {
  const last = pending.findLast(({ kind }) => kind === 'message')
  if (last) return `You: ${last.text.slice(0, 80)}`
  return from === chat.me?.user && preview ? `You: ${preview}` : (preview ?? 'No messages yet')
}

function avatar({ id, title, with: person }: Conversation): HTMLElement {
  const hue = [...(person?.user ?? id)].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 360, 0)
  const made = element('span', { class: 'avatar', 'aria-hidden': 'true' }, [...title][0] ?? '?')
  made.style.setProperty('--hue', String(hue))
  return made
}

/** The time today, the day before today. */
function when(at: number): string {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date().toDateString()
  return isToday
    ? date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString([], { day: 'numeric', month: 'short' })
}
