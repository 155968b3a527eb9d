import type { Outgoing } from '@parley/client'
import { useNews } from '@parley/client/react'
import { UploadLine } from '../media/upload-line.tsx'
import { clock } from '../times.ts'
import { PlainText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { useThread } from './thread-context.ts'
import { Tick } from './tick.tsx'

const SHOWN_CHARS = 1_500

/** Why a message failed, where the error's own words are about more than messages. */
const WHY: Readonly<Record<string, string>> = {
  FORBIDDEN: 'You may not write here.',
  NOT_FOUND: 'You may not write here.',
  OUTBOX_EXPIRED: 'There was no connection for too long.',
}

/** One of one's own that is on its way, or has failed. */
export function PendingBubble({ sent, isFirst }: { sent: Outgoing; isFirst: boolean }) {
  const { conversation } = useThread()
  useNews(conversation)
  const { status, text, createdAt, reply, upload } = sent
  return (
    <div className={`line mine last ${isFirst ? 'first' : ''}`}>
      <article className={`bubble mine ${status}`}>
        {reply !== undefined && <Quote seq={reply} />}
        {upload && <UploadLine sent={sent} upload={upload} />}
        <div className="bubble-body">
          {text && <PlainText text={text.slice(0, SHOWN_CHARS)} />}
          <footer>
            <time>{clock(createdAt)}</time>
            <Tick status={status} />
          </footer>
        </div>
        {status === 'failed' && <Failed sent={sent} />}
      </article>
    </div>
  )
}

function Failed({ sent }: { sent: Outgoing }) {
  const { code = '', message = 'Not sent.' } = sent.error ?? {}
  return (
    <div className="failed-choices">
      <span className="problem">{WHY[code] ?? message}</span>
      <button type="button" className="link" onClick={() => sent.retry()}>
        Try again
      </button>
      <button type="button" className="link" onClick={() => void sent.discard()}>
        Discard
      </button>
    </div>
  )
}
