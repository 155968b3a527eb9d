import { setImmediate as turn } from 'node:timers/promises'
import type { MediaId } from '@parley/domain'
import type { MediaItem, MediaItems } from '../../ports.ts'
import { keptUntil } from '../media-keep.ts'

export type MemoryMediaItems = MediaItems & {
  /** Hears of items that go, as the table's stream tells of them. */
  onGone(listener: (item: MediaItem) => void): void
  /** As the table forgets what has expired at this time, milliseconds since the epoch. */
  expire(now: number): void
}

/** Announced files in memory. */
export function memoryMediaItems(): MemoryMediaItems {
  const items = new Map<MediaId, MediaItem>()
  let listener: (item: MediaItem) => void = () => {}

  return {
    async begin(item) {
      await turn()
      const before = items.get(item.media)
      if (!before) items.set(item.media, structuredClone(item))
      return before
    },
    async read(media) {
      await turn()
      return items.get(media)
    },
    async settle(media, outcome) {
      await turn()
      const item = items.get(media)
      if (item?.state !== 'waiting') return item
      return keep({ ...item, state: 'found' in outcome ? 'ready' : 'refused', ...outcome })
    },
    async rendered(media, rendition) {
      await turn()
      const item = items.get(media)
      if (item && (!item.rendition || 'givenUp' in item.rendition)) keep({ ...item, rendition })
    },
    async claim({ media, owner, conversation, by, keepUntil }) {
      await turn()
      const item = items.get(media)
      const isIts = item?.owner === owner && item.conversation === conversation && item.state === 'ready'
      if (!isIts || (item.claimedBy ?? by) !== by) return { refused: item }
      const { expires: _, ...rest } = item
      const expires = keptUntil(keepUntil)
      return { claimed: keep({ ...rest, claimedBy: by, ...(expires !== undefined && { expires }) }) }
    },
    async cancel(media, owner) {
      await turn()
      const item = items.get(media)
      if (item?.owner !== owner || item.claimedBy !== undefined) return false
      drop(item)
      return true
    },
    async remove(media) {
      await turn()
      const item = items.get(media)
      if (item) drop(item)
    },
    onGone(hears) {
      listener = hears
    },
    expire(now) {
      for (const item of [...items.values()]) {
        if (item.expires !== undefined && item.expires * 1000 < now) drop(item)
      }
    },
  }

  function keep(item: MediaItem): MediaItem {
    items.set(item.media, item)
    return item
  }

  function drop(item: MediaItem): void {
    items.delete(item.media)
    listener(item)
  }
}
