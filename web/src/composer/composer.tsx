import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { explain } from '../names.ts'
import { useToast } from '../ui/toast.tsx'
import type { ComposerMode } from './mode.ts'
import { WriteBox } from './write-box.tsx'

export type ComposerProps = {
  readonly conversation: Conversation
  readonly mode: ComposerMode
  readonly setMode: (mode: ComposerMode) => void
  readonly onFiles: (files: readonly File[]) => void
  readonly onSent: () => void
}

/** The box to write in, or why there is none. */
export function Composer(props: ComposerProps) {
  const chat = useChat()
  const say = useToast()
  const { conversation } = props
  const { chosen, about, kind, with: person } = conversation
  if (chosen.blocked) {
    return (
      <p className="no-composer">
        You have blocked this person.{' '}
        <button
          type="button"
          className="link"
          onClick={() => void conversation.block(false).catch((error: unknown) => say(explain(error)))}
        >
          Unblock
        </button>
      </p>
    )
  }
  if (kind === 'group' && about && !about.role) {
    return <p className="no-composer">You are no longer in this group.</p>
  }
  if (person?.deleted && person.user !== chat.me?.user) {
    return <p className="no-composer">This account was deleted.</p>
  }
  return <WriteBox {...props} />
}
