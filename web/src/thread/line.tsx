import { memo } from 'react'
import { useName } from '../hooks/use-name.ts'
import { Bubble } from './bubble.tsx'
import type { Item } from './items.ts'
import { PendingBubble } from './pending-bubble.tsx'
import { systemWords } from './system-words.ts'

type Props = {
  readonly item: Item
  readonly isLit: boolean
  /** See `useNamesIn`: only there so that lines are drawn again when it changes. */
  readonly names: string
}

/** One line of the history; drawn again only when something of it changes. */
export const Line = memo(function Line({ item, isLit }: Props) {
  const seq = 'message' in item ? item.message.seq : undefined
  return (
    <div className={isLit ? 'history-line lit' : 'history-line'} data-line={item.key} data-seq={seq}>
      <Content item={item} />
    </div>
  )
})

function Content({ item }: { item: Item }) {
  const name = useName()
  if (item.type === 'unread') return <p className="line-note unread">Unread messages</p>
  if (item.type === 'system') {
    return (
      <p className="line-note" dir="auto">
        {systemWords(item.message, name)}
      </p>
    )
  }
  if (item.type === 'pending') return <PendingBubble sent={item.sent} isFirst={item.isFirst} />
  const { message, isFirst, isLast } = item
  return <Bubble message={message} isFirst={isFirst} isLast={isLast} />
}
