import type { Message } from '@parley/client'
import { useName } from '../hooks/use-name.ts'
import { useThread } from '../thread/thread-context.ts'
import { shortDate } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { linksOf } from './links.ts'

/** The addresses of a message, with the way back to it. */
export function SharedLink({ message, close }: { message: Message; close: () => void }) {
  const name = useName()
  const { jumpTo } = useThread()
  return (
    <div className="shared-link">
      <span className="file-badge of-words" aria-hidden="true">
        <Icon name="link" />
      </span>
      <span className="document-words">
        {linksOf(message).map((url) => (
          <a key={url} href={url} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {url}
          </a>
        ))}
        <small>
          <bdi>{name(message.from)}</bdi>
          {` · ${shortDate(message.at)}`}
        </small>
      </span>
      <IconButton
        icon="message"
        label="Show in the conversation"
        onClick={() => {
          close()
          jumpTo(message.seq)
        }}
      />
    </div>
  )
}
