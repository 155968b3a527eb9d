import type { ChatClient, ChatEvents, Conversation, HistoryPage, HistoryQuery, Message } from '@parley/client'
import { expect, test } from 'vitest'
import { LogView } from './log-view.ts'

const COUNT = 1_000

/** A conversation of a thousand messages, the last fifty of them in memory, and what happens to it. */
function opened() {
  const log = Array.from({ length: COUNT }, (_, index) => ({ seq: index + 1 }) as Message)
  const listeners: { [Name in 'conversation' | 'changed']?: (event: ChatEvents[Name]) => void } = {}
  const network = { isDown: false, wait: Promise.resolve() }
  const conversation = {
    messages: log.slice(-50),
    more: true,
    async history(query: HistoryQuery): Promise<HistoryPage> {
      const limit = query.limit ?? 50
      const first = 'after' in query ? query.after + 1 : Math.max(1, query.before! - limit)
      const last = 'after' in query ? Math.min(log.length, query.after + limit) : query.before! - 1
      const messages = log.slice(first - 1, last)
      await network.wait
      if (network.isDown) throw new Error('offline')
      return { messages, first, last, more: 'after' in query ? last < log.length : first > 1 }
    },
    message: async (seq: number) => log[seq - 1],
  }
  const chat = {
    on(name: 'conversation' | 'changed', listener: never) {
      listeners[name] = listener
      return () => delete listeners[name]
    },
  }
  const open = conversation as unknown as Conversation
  const view = new LogView(chat as unknown as ChatClient, open)
  view.room = 240
  view.listen()
  return {
    view,
    network,
    say() {
      log.push({ seq: log.length + 1 } as Message)
      conversation.messages = [...conversation.messages, log.at(-1)!]
      listeners.conversation?.({ conversation: open })
    },
    change(message: Message, gone = false) {
      listeners.changed?.({ conversation: open, message, gone })
    },
    clear() {
      Object.assign(conversation, { messages: [], more: false })
      listeners.conversation?.({ conversation: open })
    },
  }
}

function range(view: LogView): (number | undefined)[] {
  const { messages } = view.window!
  return [messages[0]?.seq, messages.at(-1)?.seq]
}

test('begins at the end, or around the first message that is unread', async () => {
  const { view } = opened()
  await view.open(undefined)
  expect(range(view)).toEqual([951, 1_000])
  await view.open(500)
  expect(view.window!.first).toBeLessThan(501)
  expect(view.window!.last).toBeGreaterThan(501)
})

test('shows the end where what is unread cannot be loaded', async () => {
  const { view, network } = opened()
  network.isDown = true
  await view.open(500)
  expect(range(view)).toEqual([951, 1_000])
})

test('goes back and on again through all there is', async () => {
  const { view } = opened()
  await view.open(undefined)
  while (view.window!.older) await view.older()
  expect(view.window!.messages[0]?.seq).toBe(1)
  while (view.window!.newer) await view.newer()
  expect(view.window!.messages.at(-1)?.seq).toBe(COUNT)
})

test('loads a page once, however often it is asked for', async () => {
  const { view } = opened()
  await view.open(undefined)
  const [first] = range(view)
  await Promise.all([view.older(), view.older(), view.older()])
  expect(range(view)[0]).toBe(first! - view.room / 4)
})

test('goes to a message far away, and back to what was said meanwhile', async () => {
  const { view, say } = opened()
  await view.open(undefined)
  expect(await view.reach(10)).toBe(true)
  say()
  expect(range(view)[1]).toBeLessThan(COUNT)
  await view.toEnd()
  expect(range(view)[1]).toBe(COUNT + 1)
})

test('takes in what is said while it shows the end', async () => {
  const { view, say } = opened()
  await view.open(undefined)
  say()
  expect(range(view)[1]).toBe(COUNT + 1)
})

test('shows what becomes of a message, also while the page with it is loading', async () => {
  const { view, network, change } = opened()
  await view.open(undefined)
  const { promise, resolve } = Promise.withResolvers<void>()
  network.wait = promise
  const loading = view.older()
  change({ seq: 940, text: 'edited' } as Message)
  change({ seq: 990 } as Message, true)
  resolve()
  await loading
  expect(view.window!.messages.find(({ seq }) => seq === 940)?.text).toBe('edited')
  expect(view.window!.messages.some(({ seq }) => seq === 990)).toBe(false)
})

test('is empty when the chat is deleted', async () => {
  const { view, clear } = opened()
  await view.open(undefined)
  clear()
  expect(view.window!.messages).toEqual([])
})
