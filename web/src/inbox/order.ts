import type { Conversation } from '@parley/client'

/** The conversations as the list shows them, those on top first: the archived ones, or all others. */
export function inOrder(all: readonly Conversation[], isArchive: boolean): readonly Conversation[] {
  return all
    .filter(({ chosen }) => chosen.archived === isArchive)
    .sort((a, b) => Number(b.chosen.onTop) - Number(a.chosen.onTop))
}
