import type { Message } from '@parley/client'
import { EmojiPicker } from '../emoji/emoji-picker.tsx'
import { useDeed } from '../hooks/use-deed.ts'
import { Lightbox } from '../media/lightbox.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { ForwardDialog } from './forward-dialog.tsx'
import { InfoDialog } from './info-dialog.tsx'
import { ReactionsDialog } from './reactions-dialog.tsx'
import { useThread } from './thread-context.ts'

export type Shown = {
  readonly as: 'forward' | 'info' | 'remove' | 'reaction' | 'reactions' | 'lightbox'
  readonly message: Message
}

/** What is asked or shown about one message. */
export function MessageDialogs({ as, message, close }: Shown & { close: () => void }) {
  const { conversation } = useThread()
  const attempt = useDeed()
  const props = { conversation, message, close }
  if (as === 'forward') return <ForwardDialog {...props} />
  if (as === 'info') return <InfoDialog {...props} />
  if (as === 'remove') return <DeleteDialog {...props} />
  if (as === 'reactions') return <ReactionsDialog {...props} />
  if (as === 'lightbox') return <Lightbox {...props} />
  return (
    <Dialog title="React" close={close} className="reaction-dialog">
      <EmojiPicker
        onPick={(emoji) => {
          close()
          attempt(() => conversation.react(message, emoji))
        }}
      />
    </Dialog>
  )
}
