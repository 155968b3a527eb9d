import type { Conversation, Message } from '@parley/client'
import { length } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { localUrl } from './local-files.ts'
import { pictureLabel } from './picture-label.ts'
import { useDownload } from './use-download.ts'

type Props = { readonly conversation: Conversation; readonly message: Message; readonly open: () => void }

/** A picture or video as a small square. */
export function Thumbnail({ conversation, message, open }: Props) {
  const { download, renew, times } = useDownload(conversation, message)
  const { media } = message
  if (!media) return null
  const { kind, duration, blur } = media
  const isVideo = kind === 'video'
  const small = download?.thumbnail?.url
  const url = small ?? (isVideo ? undefined : localUrl(message.clientId)) ?? blur
  return (
    <button type="button" className="thumbnail" aria-label={pictureLabel(media)} onClick={open}>
      {url && <img key={times} src={url} alt="" onError={() => void (small && renew())} />}
      {isVideo && (
        <span className="length">
          <Icon name="play" />
          {duration !== undefined && length(duration)}
        </span>
      )}
    </button>
  )
}
