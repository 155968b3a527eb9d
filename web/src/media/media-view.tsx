import type { Media, Message } from '@parley/client'
import { useThread } from '../thread/thread-context.ts'
import { size } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { localUrl } from './local-files.ts'
import { Picture } from './picture.tsx'
import { useDownload } from './use-download.ts'
import { Voice } from './voice.tsx'

export type MediaProps = { readonly message: Message; readonly media: Media }

/** The file of a message. */
export function MediaView({ message, media }: MediaProps) {
  if (media.kind === 'image' || media.kind === 'video') return <Picture message={message} media={media} />
  if (media.kind === 'voice') return <Voice message={message} media={media} />
  if (media.kind === 'audio') return <Audio message={message} media={media} />
  return <Document message={message} media={media} />
}

function Audio({ message, media }: MediaProps) {
  const { conversation } = useThread()
  const url = useDownload(conversation, message)?.url ?? localUrl(message.clientId)
  return (
    <div className="audio">
      <strong dir="auto">{media.name ?? 'Audio'}</strong>
      {/* biome-ignore lint/a11y/useMediaCaption: what people send has no captions */}
      <audio controls preload="none" src={url} />
    </div>
  )
}

function Document({ message, media }: MediaProps) {
  const { conversation } = useThread()
  const url = useDownload(conversation, message)?.url
  const name = media.name ?? 'Document'
  const kind = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase()
  return (
    <a
      className="document"
      href={url}
      download={name}
      target="_blank"
      rel="noopener noreferrer"
      aria-disabled={!url}
    >
      <Icon name="document" />
      <span className="document-words">
        <span className="hidden">Download </span>
        <strong dir="auto">{name}</strong>
        <small>{[kind, size(media.bytes)].filter(Boolean).join(' · ')}</small>
      </span>
      <Icon name="download" />
    </a>
  )
}
