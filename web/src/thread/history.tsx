import type { Conversation } from '@parley/client'
import { type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso'
import { reach } from '../hooks/use-opened.ts'
import { useReading } from '../hooks/use-reading.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { type Item, itemsOf } from './items.ts'
import { Line } from './line.tsx'

/** The first line has this index when a conversation is opened; older ones have lower ones, so that nothing jumps. */
const START = 1_000_000
const FLASH_MS = 1_600

export type HistoryHandle = { readonly jumpTo: (seq: number) => void; readonly toEnd: () => void }
type Props = {
  readonly conversation: Conversation
  readonly unreadAfter: number | undefined
  readonly ref: Ref<HistoryHandle>
}

/** What was said: only what is near the view is in the page. Reaching the top loads what is older. */
export function History({ conversation, unreadAfter, ref }: Props) {
  const { messages, pending } = conversation
  const items = useMemo(() => itemsOf(messages, pending, unreadAfter), [messages, pending, unreadAfter])
  const list = useRef<VirtuosoHandle>(null)
  const first = useFirstIndex(items)
  const [isAtEnd, setAtEnd] = useState(true)
  const [flash, setFlash] = useState<string>()
  const onRange = useReading(conversation, items, first, isAtEnd)
  const [initial] = useState(() => {
    const unread = items.findIndex(({ type }) => type === 'unread')
    return unread < 0
      ? { index: items.length - 1, align: 'end' as const }
      : { index: Math.max(0, unread - 1) }
  })

  const toEnd = useCallback(() => {
    requestAnimationFrame(() => list.current?.scrollToIndex({ index: 'LAST', align: 'end' }))
  }, [])
  useImperativeHandle(ref, () => ({
    toEnd,
    jumpTo: (seq) => {
      void reach(conversation, seq - 1).then(() => {
        const now = itemsOf(conversation.messages, conversation.pending, unreadAfter)
        const index = now.findIndex((item) => 'message' in item && item.message.seq === seq)
        if (index < 0) return
        requestAnimationFrame(() => list.current?.scrollToIndex({ index, align: 'center' }))
        setFlash(now[index]?.key)
        setTimeout(() => setFlash(undefined), FLASH_MS)
      })
    },
  }))

  if (items.length === 0) return <p className="history-empty">Nothing was said yet. Say hello!</p>
  return (
    <>
      <Virtuoso
        ref={list}
        className="history"
        role="log"
        aria-label="Messages"
        data={items}
        firstItemIndex={first}
        initialTopMostItemIndex={initial}
        computeItemKey={(_, { key }) => key}
        itemContent={(_, item) => <Line item={item} isLit={item.key === flash} />}
        startReached={() => void (conversation.more && conversation.history({ limit: 50 }).catch(() => {}))}
        followOutput={(isEnd) => (isEnd ? 'auto' : false)}
        atBottomStateChange={setAtEnd}
        atBottomThreshold={60}
        rangeChanged={onRange}
        increaseViewportBy={{ top: 800, bottom: 200 }}
        alignToBottom
      />
      {!isAtEnd && (
        <div className="to-end">
          {conversation.unread > 0 && <span className="badge">{conversation.unread}</span>}
          <IconButton icon="down" label="To the newest message" onClick={toEnd} />
        </div>
      )}
    </>
  )
}

/** How many lines have come before the line that was the first message when it was opened. */
function useFirstIndex(items: readonly Item[]): number {
  const anchor = useRef<string>(undefined)
  const last = useRef(START)
  const isFixed = ({ type }: Item) => type === 'message' || type === 'system'
  const at = items.findIndex(({ key }) => key === anchor.current)
  const index = at >= 0 ? START - at : last.current
  useEffect(() => {
    last.current = index
    const found = items.find(isFixed)
    if (at < 0 && found) {
      anchor.current = found.key
      last.current = START - items.indexOf(found)
    }
  })
  return at >= 0 ? index : START - Math.max(0, items.findIndex(isFixed))
}
