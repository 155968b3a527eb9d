import type { Conversation } from '@parley/client'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'

const HOUR_MS = 3_600_000

/** For how long a conversation is to be silent. */
const SPANS = [
  ['For 8 hours', 8 * HOUR_MS],
  ['For a week', 7 * 24 * HOUR_MS],
  ['Always', Number.POSITIVE_INFINITY],
] as const

/** Asks for how long; what mentions one is told all the same. */
export function MuteDialog({ conversation, close }: { conversation: Conversation; close: () => void }) {
  return (
    <Dialog title="Mute" close={close} className="small">
      <p className="faint-text">No sound and no notifications, except when somebody mentions you.</p>
      <div className="options">
        {SPANS.map(([words, span]) => (
          <button
            type="button"
            className="option"
            key={words}
            onClick={() => {
              conversation.mute(Date.now() + span)
              close()
            }}
          >
            <Icon name="mute" />
            {words}
          </button>
        ))}
      </div>
    </Dialog>
  )
}
