import type { Message } from '@parley/client'
import { type KeyboardEvent, useState } from 'react'
import type { Downloading } from '../hooks/use-addresses.ts'
import { plainName } from './file-names.ts'
import { localUrl } from './local-files.ts'
import { takeTurn } from './turns.ts'
import { useZoom } from './use-zoom.ts'

type Props = Downloading & { readonly message: Message }
const KEYS: Readonly<Record<string, number>> = { '+': 1.5, '=': 1.5, '-': 1 / 1.5, '0': 0.01 }

/** One picture or video of the lightbox. */
export function Exhibit(props: Props) {
  return props.message.media?.kind === 'video' ? <Film {...props} /> : <Photo {...props} />
}

function Film({ message, download, renew, isLost, times }: Props) {
  const url = localUrl(message.clientId) ?? download?.url
  if (isLost) return <Missing />
  return (
    // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
    <video
      key={times}
      src={url}
      poster={download?.thumbnail?.url}
      controls
      autoPlay
      playsInline
      aria-label={plainName(message.media?.name, 'Video')}
      onPlay={({ currentTarget }) => takeTurn(currentTarget)}
      onError={() => void (download && renew())}
    />
  )
}

/** First what is there at once, then the whole of it. */
function Photo({ message, download, renew, isLost, times }: Props) {
  const { view, subject, handlers, by, isClose } = useZoom()
  const [isLoaded, setLoaded] = useState(false)
  const url = download?.url ?? localUrl(message.clientId)
  const small = download?.thumbnail?.url ?? message.media?.blur
  if (!url && (isLost || download?.state === 'given-up')) return <Missing />
  const onKey = ({ key }: KeyboardEvent) => KEYS[key] && by(KEYS[key])
  return (
    <div
      ref={view}
      className={`photo ${isClose ? 'close' : ''}`}
      role="application"
      aria-label="Picture: plus and minus make it larger and smaller"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
      tabIndex={0}
      onKeyDown={onKey}
      {...handlers}
    >
      {small && !isLoaded && <img className="photo-small" src={small} alt="" draggable={false} />}
      {url && (
        <img
          key={times}
          ref={subject}
          src={url}
          alt={plainName(message.media?.name, 'Photo')}
          draggable={false}
          onLoad={() => setLoaded(true)}
          onError={() => void (download?.url && renew())}
        />
      )}
      {!isLoaded && <span className="spinner" role="status" aria-label="Loading the picture" />}
    </div>
  )
}

function Missing() {
  return <p className="photo-missing">It cannot be had now.</p>
}
