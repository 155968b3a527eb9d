import { useState } from 'react'
import { useName } from '../hooks/use-name.ts'
import type { MessageDialogProps } from '../thread/delete-dialog.tsx'
import { fullTime } from '../times.ts'
import { Dialog } from '../ui/dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { localUrl } from './local-files.ts'
import { useDownload } from './use-download.ts'

/** A picture or video as large as the page; the arrows go to the next one. */
export function Lightbox({ conversation, message: opened, close }: MessageDialogProps) {
  const name = useName()
  const [message, setMessage] = useState(opened)
  const download = useDownload(conversation, message)
  const all = conversation.messages.filter(({ media }) => media?.kind === 'image' || media?.kind === 'video')
  const at = all.findIndex(({ seq }) => seq === message.seq)
  const go = (step: number) => {
    const next = all[at + step]
    if (next) setMessage(next)
  }
  const url = download?.url ?? localUrl(message.clientId)
  return (
    <Dialog title={`${name(message.from)}, ${fullTime(message.at)}`} close={close} className="lightbox">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows of the keyboard do what its buttons do */}
      <div
        className="lightbox-view"
        onKeyDown={({ key }) => go(key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0)}
      >
        <IconButton icon="back" label="Previous" disabled={at <= 0} onClick={() => go(-1)} autoFocus />
        {message.media?.kind === 'video' ? (
          // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
          <video key={message.seq} src={url} poster={download?.thumbnail?.url} controls autoPlay />
        ) : (
          <img
            key={message.seq}
            src={url ?? download?.thumbnail?.url ?? message.media?.blur}
            alt={message.media?.name ?? 'Photo'}
          />
        )}
        <IconButton icon="forwardArrow" label="Next" disabled={at >= all.length - 1} onClick={() => go(1)} />
      </div>
      {message.text && (
        <p className="caption" dir="auto">
          {message.text}
        </p>
      )}
    </Dialog>
  )
}
