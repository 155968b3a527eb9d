import { useEffect, useState } from 'react'
import { useName } from '../hooks/use-name.ts'
import type { MessageDialogProps } from '../thread/delete-dialog.tsx'
import { useThread } from '../thread/thread-context.ts'
import { fullTime } from '../times.ts'
import { Dialog } from '../ui/dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { useToast } from '../ui/toast.tsx'
import { Exhibit } from './exhibit.tsx'
import { plainName } from './file-names.ts'
import { localUrl } from './local-files.ts'
import { saveFile } from './save-file.ts'
import { useDownload } from './use-download.ts'
import { isPicture, useShared } from './use-shared.ts'

type Props = MessageDialogProps & {
  /** When one goes to the conversation instead: whatever else is open is in the way. */
  readonly onLeave?: () => void
}

/** A picture or video as large as the page; the arrows go to the one before and after it in the conversation. */
export function Lightbox({ conversation, message: opened, close, onLeave }: Props) {
  const name = useName()
  const say = useToast()
  const { jumpTo } = useThread()
  const [message, setMessage] = useState(opened)
  const downloading = useDownload(conversation, message)
  const { found, more, isLooking, look } = useShared(conversation, isPicture)
  const at = found.findIndex(({ seq }) => seq === message.seq)
  const { media, text } = message
  const url = downloading.download?.url ?? localUrl(message.clientId)

  async function go(step: number): Promise<void> {
    const next = found[at + step]
    if (next) setMessage(next)
    else if (step < 0 && more && !isLooking) await look()
  }
  // Wherever the focus is: a dialog puts it on its first button.
  useEffect(() => {
    const onKey = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLVideoElement) return
      if (key === 'ArrowRight') void go(1)
      if (key === 'ArrowLeft') void go(-1)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
  function save(): void {
    const otherwise = media?.kind === 'video' ? 'video.mp4' : 'photo.jpg'
    if (url) saveFile(url, plainName(media?.name, otherwise)).catch(() => say('The file cannot be had now.'))
  }

  return (
    <Dialog
      title={`${name(message.from)}, ${fullTime(message.at)}`}
      close={close}
      className="lightbox"
      actions={
        <>
          <IconButton icon="download" label="Save" disabled={!url} onClick={save} />
          <IconButton
            icon="message"
            label="Show in the conversation"
            onClick={() => {
              close()
              onLeave?.()
              jumpTo(message.seq)
            }}
          />
        </>
      }
    >
      <div className="lightbox-view">
        <IconButton icon="back" label="Previous" disabled={at <= 0 && !more} onClick={() => void go(-1)} />
        <Exhibit key={message.seq} message={message} {...downloading} />
        <IconButton
          icon="forwardArrow"
          label="Next"
          disabled={at < 0 || at >= found.length - 1}
          onClick={() => void go(1)}
        />
      </div>
      {text && (
        <p className="caption" dir="auto">
          {text}
        </p>
      )}
    </Dialog>
  )
}
