import type { Conversation } from '@parley/client'
import { useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { summary } from '../inbox/summary.ts'
import { Icon } from '../ui/icon.tsx'
import { useThread } from './thread-context.ts'

/** What was pinned, the last first: each click goes to the one that is shown, and shows the one before it. */
export function PinnedBar({ conversation }: { conversation: Conversation }) {
  const { jumpTo, inView } = useThread()
  const [step, setStep] = useState(0)
  const pins = conversation.about?.pins ?? []
  const seq = pins.at(-1 - (step % Math.max(1, pins.length)))
  const { answer } = useAsked(`pin ${seq}`, async () => (seq ? conversation.message(seq) : undefined))
  if (!seq) return null
  const message = inView(seq) ?? answer
  const which =
    pins.length > 1 ? `Pinned message ${pins.indexOf(seq) + 1} of ${pins.length}` : 'Pinned message'
  const words = message && summary(message)
  return (
    <button
      type="button"
      className="pinned-bar"
      onClick={() => {
        jumpTo(seq)
        setStep((step % pins.length) + 1)
      }}
    >
      <Icon name="pin" />
      <span className="pinned-words">
        <strong>{which}</strong>
        <span className="hidden">: </span>
        <span dir="auto">{words || 'A message'}</span>
      </span>
    </button>
  )
}
