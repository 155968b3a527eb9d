import type { ChatClient, ChatEvents, UserId } from '@parley/client'
import { ParleyError } from '@parley/client'
import { expect, test, vi } from 'vitest'
import { Tab } from './tab.ts'

/** What the tabs of one browser share: one storage, and a way to hear each other. */
function browser() {
  let holder: object | undefined
  const heard: (() => void)[] = []
  const clients: (ReturnType<typeof client> | undefined)[] = []
  function client(me: object) {
    const listeners = new Map<string, (event: ChatEvents['connection'] | ChatEvents['me']) => void>()
    const log: string[] = []
    const chat = {
      me: { user: 'u-1' },
      on: (name: string, listener: (event: ChatEvents['connection'] | ChatEvents['me']) => void) =>
        listeners.set(name, listener),
      close: async () => {
        log.push('closed')
        if (holder === me) holder = undefined
      },
      signOut: async () => void log.push('forgot'),
    } as unknown as ChatClient
    const tell = (event: ChatEvents['connection']) => listeners.get('connection')?.(event)
    const signIn = () => listeners.get('me')?.({ user: 'u-2' as UserId })
    return { chat, log, tell, signIn }
  }
  /** `fault`: what opening the storage meets. */
  function openTab(fault?: () => Error | undefined) {
    const me = {}
    const tab: Tab = new Tab({
      open: async () => {
        const error = fault?.()
        if (error) throw error
        if (holder) return undefined
        holder = me
        const made = client(me)
        clients.push(made)
        return made.chat
      },
      ask: () => {
        for (const [index, letGo] of heard.entries()) if (tabs[index] !== tab) letGo()
      },
      hear: (letGo) => heard.push(letGo),
      pause: () => new Promise((resolve) => setTimeout(resolve)),
    })
    tabs.push(tab)
    tab.start()
    return tab
  }
  const tabs: Tab[] = []
  return { openTab, clients, vanish: () => (holder = undefined) }
}

const becomes = (tab: Tab, state: Tab['now']['state']) => vi.waitFor(() => expect(tab.now.state).toBe(state))

test('a second tab says so, takes over when asked, and the first one takes back', async () => {
  const { openTab, clients } = browser()
  const first = openTab()
  await becomes(first, 'open')
  const second = openTab()
  await becomes(second, 'elsewhere')
  second.take()
  await becomes(second, 'open')
  expect([first.now.state, clients[0]?.log]).toEqual(['elsewhere', ['closed']])
  first.take()
  await becomes(first, 'open')
  expect(second.now.state).toBe('elsewhere')
})

test('a tab that is looked at has the storage if no other tab does any more', async () => {
  const { openTab, vanish } = browser()
  await becomes(openTab(), 'open')
  const second = openTab()
  await becomes(second, 'elsewhere')
  second.look()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(second.now.state).toBe('elsewhere')
  vanish()
  second.look()
  await becomes(second, 'open')
})

test('nothing of an account stays that was ended from elsewhere, and that is said until somebody signs in', async () => {
  const { openTab, clients } = browser()
  const tab = openTab()
  await becomes(tab, 'open')
  clients[0]!.tell({ state: 'signed-out', error: new ParleyError('SIGNED_OUT') })
  expect(tab.now).toMatchObject({ isEnded: true })
  expect(clients[0]!.log).toEqual(['forgot'])
  clients[0]!.signIn()
  expect(tab.now).toMatchObject({ isEnded: false })
})

test('who signs out here is not told so', async () => {
  const { openTab, clients } = browser()
  const tab = openTab()
  await becomes(tab, 'open')
  clients[0]!.tell({ state: 'signed-out' })
  expect(tab.now).toMatchObject({ state: 'open', isEnded: false })
  expect(clients[0]!.log).toEqual([])
})

test('a storage that is refused is told of, and tried again', async () => {
  const { openTab } = browser()
  let fault: Error | undefined = new ParleyError('STORAGE_FAILED')
  const tab = openTab(() => fault)
  await becomes(tab, 'failed')
  expect(tab.now).toMatchObject({ problem: expect.stringContaining('private window') })
  fault = undefined
  tab.start()
  await becomes(tab, 'open')
})
