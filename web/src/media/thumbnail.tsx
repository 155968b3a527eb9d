import type { Conversation, Message } from '@parley/client'
import { length } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { plainName } from './file-names.ts'
import { localUrl } from './local-files.ts'
import { useDownload } from './use-download.ts'

type Props = { readonly conversation: Conversation; readonly message: Message; readonly open: () => void }

/** A picture or video as a small square. */
export function Thumbnail({ conversation, message, open }: Props) {
  const { download, renew, times } = useDownload(conversation, message)
  const { kind, name, duration, blur } = message.media ?? {}
  const isVideo = kind === 'video'
  const small = download?.thumbnail?.url
  const url = small ?? (isVideo ? undefined : localUrl(message.clientId)) ?? blur
  const label = [isVideo ? 'Open video' : 'Open photo', name && plainName(name, '')].filter(Boolean).join(' ')
  return (
    <button type="button" className="thumbnail" aria-label={label} onClick={open}>
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
