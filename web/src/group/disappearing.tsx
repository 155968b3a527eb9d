import type { Conversation } from '@parley/client'
import { useId } from 'react'
import { useShown } from '../hooks/use-shown.ts'
import { spanWords } from '../thread/system-words.ts'

const SPANS = [0, 3_600, 86_400, 7 * 86_400, 90 * 86_400]

/** After how long messages disappear. */
export function Disappearing({ conversation }: { conversation: Conversation }) {
  const id = useId()
  const [now, choose] = useShown(conversation.about?.disappearAfter ?? 0, (disappearAfter) =>
    conversation.update({ disappearAfter }),
  )
  const spans = SPANS.includes(now) ? SPANS : [...SPANS, now].sort((a, b) => a - b)
  return (
    <section className="setting">
      <label htmlFor={id}>Disappearing messages</label>
      <select id={id} value={now} onChange={({ target }) => choose(Number(target.value))}>
        {spans.map((span) => (
          <option key={span} value={span}>
            {span === 0 ? 'Off' : `After ${spanWords(span)}`}
          </option>
        ))}
      </select>
    </section>
  )
}
