import { useState } from 'react'
import { useThread } from '../thread/thread-context.ts'
import { length } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { localUrl } from './local-files.ts'
import type { MediaProps } from './media-view.tsx'
import { pictureLabel } from './picture-label.ts'
import { useDownload } from './use-download.ts'
import { usePlace } from './use-place.ts'

/** An image or video in a message: blurred, then small; a click shows it large. Its place does not change. */
export function Picture({ message, media }: MediaProps) {
  const { conversation, look } = useThread()
  const { download, renew, isLost, times } = useDownload(conversation, message)
  const [isLoaded, setLoaded] = useState(false)
  const isVideo = media.kind === 'video'
  const local = isVideo ? undefined : localUrl(message.clientId)
  const url = local ?? download?.thumbnail?.url ?? (isVideo ? undefined : download?.url)
  const blur = media.blur ?? download?.blur
  const box = usePlace<HTMLButtonElement>(media.width ? media : (download?.thumbnail ?? {}))
  const isMissing = !url && (isLost || (download?.state === 'given-up' && !isVideo))
  return (
    <button
      ref={box}
      type="button"
      className="picture"
      aria-label={pictureLabel(media)}
      onClick={() => look(message)}
    >
      {blur && !isLoaded && <img className="blur" src={blur} alt="" />}
      {url && (
        <img
          key={times}
          src={url}
          alt=""
          onLoad={() => setLoaded(true)}
          onError={() => void (url !== local && renew())}
        />
      )}
      {isMissing && <span className="picture-missing">Not available</span>}
      {!isLoaded && !isMissing && !isVideo && <span className="spinner" />}
      {isVideo && (
        <span className="play">
          <Icon name="play" />
        </span>
      )}
      {isVideo && media.duration !== undefined && <span className="length">{length(media.duration)}</span>}
    </button>
  )
}
