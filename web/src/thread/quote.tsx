import { useAsked } from '../hooks/use-asked.ts'
import { useName } from '../hooks/use-name.ts'
import { summary } from '../inbox/summary.ts'
import { hueOf } from '../ui/hue.ts'
import { useThread } from './thread-context.ts'

/** The message that is answered; a click goes there. */
export function Quote({ seq }: { seq: number }) {
  const { conversation, jumpTo, inView } = useThread()
  const name = useName()
  const held = inView(seq)
  const { answer } = useAsked(held ? '' : `${conversation.id} ${seq}`, () => conversation.message(seq))
  const message = held ?? answer
  if (!message) return <span className="quote">A message that is not here</span>
  return (
    <button type="button" className={`quote ink-${hueOf(message.from)}`} onClick={() => jumpTo(seq)}>
      <strong dir="auto">{name(message.from)}</strong>
      <span dir="auto">{summary(message).slice(0, 200)}</span>
    </button>
  )
}
