import { useLayoutEffect, useRef, useState } from 'react'
import { useThread } from '../thread/thread-context.ts'
import { length } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { localUrl } from './local-files.ts'
import type { MediaProps } from './media-view.tsx'
import { useDownload } from './use-download.ts'

const WIDTH_MAX = 320
const HEIGHT_MAX = 360
const SIDE_MIN = 120

/** An image or video in a message: blurred, then small; a click shows it large. Its place does not change. */
export function Picture({ message, media }: MediaProps) {
  const { conversation, look } = useThread()
  const download = useDownload(conversation, message)
  const box = useRef<HTMLButtonElement>(null)
  const [isLoaded, setLoaded] = useState(false)
  const isVideo = media.kind === 'video'
  const local = isVideo ? undefined : localUrl(message.clientId)
  const url = local ?? download?.thumbnail?.url ?? (isVideo ? undefined : download?.url)
  const blur = media.blur ?? download?.blur
  const { width = 320, height = 240 } = media.width ? media : (download?.thumbnail ?? {})
  useLayoutEffect(() => {
    const scale = Math.min(1, WIDTH_MAX / width, HEIGHT_MAX / height)
    box.current!.style.width = `${Math.max(SIDE_MIN, Math.round(width * scale))}px`
    box.current!.style.aspectRatio = `${width} / ${height}`
  }, [width, height])
  const label = `Open ${isVideo ? 'video' : 'photo'}${media.name ? ` ${media.name}` : ''}${isVideo && media.duration !== undefined ? ` ${length(media.duration)}` : ''}`
  return (
    <button ref={box} type="button" className="picture" aria-label={label} onClick={() => look(message)}>
      {blur && !isLoaded && <img className="blur" src={blur} alt="" />}
      {url && <img src={url} alt="" onLoad={() => setLoaded(true)} />}
      {download?.state === 'given-up' && !url && <span className="faint-text">Not available</span>}
      {isVideo && (
        <span className="play">
          <Icon name="play" />
        </span>
      )}
      {isVideo && media.duration !== undefined && <span className="length">{length(media.duration)}</span>}
    </button>
  )
}
