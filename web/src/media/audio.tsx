import { useThread } from '../thread/thread-context.ts'
import { length, size } from '../times.ts'
import { FileName } from './file-name.tsx'
import { localUrl } from './local-files.ts'
import type { MediaProps } from './media-view.tsx'
import { takeTurn } from './turns.ts'
import { useDownload } from './use-download.ts'

/** Music and the like, with the browser's own player. */
export function Audio({ message, media }: MediaProps) {
  const { conversation } = useThread()
  const { download, renew, times } = useDownload(conversation, message)
  const url = download?.url ?? localUrl(message.clientId)
  const about = [media.duration !== undefined && length(media.duration), size(media.bytes)]
  return (
    <div className="audio">
      <FileName name={media.name} otherwise="Audio" />
      <small>{about.filter(Boolean).join(' · ')}</small>
      {/* biome-ignore lint/a11y/useMediaCaption: what people send has no captions */}
      <audio
        key={times}
        controls
        preload="metadata"
        src={url}
        onPlay={({ currentTarget }) => takeTurn(currentTarget)}
        onError={() => void (download && renew())}
      />
    </div>
  )
}
