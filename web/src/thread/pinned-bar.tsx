import type { Conversation } from '@parley/client'
import { useAsked } from '../hooks/use-asked.ts'
import { summary } from '../inbox/summary.ts'
import { Icon } from '../ui/icon.tsx'
import { useThread } from './thread-context.ts'

/** The message that was pinned last. */
export function PinnedBar({ conversation }: { conversation: Conversation }) {
  const { jumpTo } = useThread()
  const seq = conversation.about?.pins.at(-1)
  const { answer } = useAsked(`pin ${seq}`, async () => (seq ? conversation.message(seq) : undefined))
  if (!seq || !answer || answer.kind !== 'message') return null
  return (
    <button type="button" className="pinned-bar" onClick={() => jumpTo(seq)}>
      <Icon name="pin" />
      <span className="hidden">Pinned message: </span>
      <span dir="auto">{summary(answer)}</span>
    </button>
  )
}
