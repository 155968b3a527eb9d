import { useName } from '../hooks/use-name.ts'
import { dayName } from '../times.ts'
import { Bubble } from './bubble.tsx'
import type { Item } from './items.ts'
import { PendingBubble } from './pending-bubble.tsx'
import { systemWords } from './system-words.ts'

/** One line of the history. */
export function Line({ item, isLit }: { item: Item; isLit: boolean }) {
  const name = useName()
  if (item.type === 'day') return <p className="line-note day">{dayName(item.at)}</p>
  if (item.type === 'unread') return <p className="line-note unread">Unread messages</p>
  if (item.type === 'system') {
    return (
      <p className={`line-note ${isLit ? 'lit' : ''}`} dir="auto">
        {systemWords(item.message, name)}
      </p>
    )
  }
  if (item.type === 'pending') return <PendingBubble sent={item.sent} isFirst={item.isFirst} />
  const { message, isFirst, isLast } = item
  return <Bubble message={message} isFirst={isFirst} isLast={isLast} isLit={isLit} />
}
