import type { Conversation } from '@parley/client'

/** The conversations as the list shows them, those on top first: the archived ones, or all others. */
export function inOrder(all: readonly Conversation[], isArchive: boolean): readonly Conversation[] {
  return all
    .filter(({ chosen }) => chosen.archived === isArchive)
    .sort((a, b) => Number(b.chosen.onTop) - Number(a.chosen.onTop))
}

export const FILTERS = { all: 'All', unread: 'Unread', groups: 'Groups' } as const
export type Filter = keyof typeof FILTERS

/** Whether a conversation is among those one wants to see; the open one does not go away under one's eyes. */
export function fits(
  { kind, unread, chosen }: Pick<Conversation, 'kind' | 'unread' | 'chosen'>,
  filter: Filter,
  isOpen: boolean,
): boolean {
  if (filter === 'all') return true
  if (filter === 'groups') return kind === 'group'
  return unread > 0 || chosen.markedUnread || isOpen
}
