import type { Media, Message } from '@parley/client'
import { Audio } from './audio.tsx'
import { Document } from './document.tsx'
import { Picture } from './picture.tsx'
import { Voice } from './voice.tsx'

export type MediaProps = { readonly message: Message; readonly media: Media }

/** The file of a message. */
export function MediaView({ message, media }: MediaProps) {
  if (media.kind === 'image' || media.kind === 'video') return <Picture message={message} media={media} />
  if (media.kind === 'voice') return <Voice message={message} media={media} />
  if (media.kind === 'audio') return <Audio message={message} media={media} />
  return <Document message={message} media={media} />
}
