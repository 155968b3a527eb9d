import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import type { Side } from '../home.tsx'
import { goTo } from '../hooks/use-hash.ts'
import { inOrder } from '../inbox/order.ts'
import { type AppCommand, useShortcuts } from './use-shortcuts.ts'

type Page = {
  readonly open: Conversation | undefined
  readonly setSide: (side: Side) => void
  readonly showHelp: () => void
}

/** What the shortcuts do at home. */
export function useCommands({ open, setSide, showHelp }: Page): void {
  const chat = useChat()
  const step = (by: 1 | -1) => {
    const all = inOrder(chat.conversations(), open?.chosen.archived ?? false)
    const next = open ? all[all.indexOf(open) + by] : all.at(by > 0 ? 0 : -1)
    if (next) goTo(next.id)
  }
  const commands: Record<AppCommand, () => void> = {
    search: () => {
      setSide('chats')
      requestAnimationFrame(toSearch)
    },
    next: () => step(1),
    previous: () => step(-1),
    'new-group': () => setSide('new-group'),
    settings: () => setSide('account'),
    help: showHelp,
  }
  useShortcuts((command) => commands[command]())
}

/** On a phone the list is not there while a conversation is open. */
function toSearch(): void {
  if (!document.querySelector('.side')?.checkVisibility()) goTo()
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.inbox .search input')?.focus())
}
