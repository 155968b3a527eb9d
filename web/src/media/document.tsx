import type { Conversation } from '@parley/client'
import type { MouseEvent } from 'react'
import { useThread } from '../thread/thread-context.ts'
import { size } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { FileBadge, FileName } from './file-name.tsx'
import { plainName } from './file-names.ts'
import type { MediaProps } from './media-view.tsx'
import { useDownload } from './use-download.ts'

/** Storage must take it before it ends. */
const MARGIN_MS = 30_000

/** A file to be saved: what it is called and how large it is. */
export function Document({ message, media }: MediaProps) {
  const { conversation } = useThread()
  return <DocumentLink conversation={conversation} message={message} media={media} />
}

/** As `Document`, wherever it is shown. */
export function DocumentLink({ conversation, message, media }: MediaProps & { conversation: Conversation }) {
  const { download, renew, isLost } = useDownload(conversation, message)
  const link = useFreshLink(download?.expiresAt, renew)
  return (
    <a
      className="document"
      href={download?.url}
      download={plainName(media.name, 'Document')}
      target="_blank"
      rel="noopener noreferrer"
      aria-disabled={!download?.url}
      onClick={link}
    >
      <FileBadge name={media.name} />
      <span className="document-words">
        <span className="hidden">{`Download ${plainName(media.name, 'Document')}`}</span>
        <span aria-hidden="true">
          <FileName name={media.name} otherwise="Document" />
        </span>{' '}
        <small>{isLost ? 'Not available' : size(media.bytes)}</small>
      </span>
      <Icon name="download" />
    </a>
  )
}

/** Follows a link with another address when the one it has is about to end. */
function useFreshLink(expiresAt: number | undefined, renew: () => Promise<{ url?: string } | undefined>) {
  return (event: MouseEvent<HTMLAnchorElement>) => {
    if (expiresAt === undefined || expiresAt - MARGIN_MS > Date.now()) return
    event.preventDefault()
    const link = event.currentTarget
    void renew().then((found) => {
      if (!found?.url) return
      link.href = found.url
      link.click()
    })
  }
}
