import type { Conversation, Message } from '@parley/client'
import { useDeed } from '../hooks/use-deed.ts'
import { useTry } from '../hooks/use-try.ts'
import { Dialog } from '../ui/dialog.tsx'

export type MessageDialogProps = {
  readonly conversation: Conversation
  readonly message: Message
  readonly close: () => void
}

/** For whom a message is deleted. */
export function DeleteDialog({ conversation, message, close }: MessageDialogProps) {
  const { role } = conversation.about ?? {}
  const isForAll = message.kind === 'message' && (message.mine || role === 'owner' || role === 'admin')
  const attempt = useDeed()
  const saying = useTry()
  const run = (work: () => unknown) => () => {
    work()
    close()
  }
  return (
    <Dialog title="Delete message?" close={close} className="small">
      <div className="choices">
        {isForAll && (
          <button
            type="button"
            className="danger-button"
            onClick={run(() => attempt(() => conversation.deleteForEveryone(message)))}
          >
            Delete for everyone
          </button>
        )}
        <button
          type="button"
          className="secondary"
          onClick={run(() => saying(() => conversation.deleteForMe(message)))}
        >
          Delete for me
        </button>
        <button type="button" className="link" onClick={close}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}
