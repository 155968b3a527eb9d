import type { Outgoing } from '@parley/client'
import { useNews } from '@parley/client/react'
import { useTry } from '../hooks/use-try.ts'
import { keepLocal, localFile } from '../media/local-files.ts'
import { UploadLine } from '../media/upload-line.tsx'
import { clock } from '../times.ts'
import { PlainText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import { useThread } from './thread-context.ts'
import { Tick } from './tick.tsx'
import { notReally, whyNotSent } from './why-not-sent.ts'

const SHOWN_CHARS = 1_500

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
  return (
    <div className="failed-choices">
      <span className="problem">{whyNotSent(sent)}</span>
      <AsDocument sent={sent} />
      <button type="button" className="link" onClick={() => sent.retry()}>
        Try again
      </button>
      <button type="button" className="link" onClick={() => void sent.discard()}>
        Discard
      </button>
    </div>
  )
}

/** What cannot be shown may still be sent. */
function AsDocument({ sent }: { sent: Outgoing }) {
  const { conversation, inView } = useThread()
  const attempt = useTry()
  const file = localFile(sent.clientId)
  if (!file || !notReally(sent)) return null
  const send = async () => {
    const name = sent.upload?.about?.name
    const reply = sent.reply === undefined ? undefined : inView(sent.reply)
    const attachment = { file, kind: 'document', ...(name && { name }) } as const
    const again = conversation.sendFile(attachment, sent.text, reply ? { reply } : {})
    keepLocal(again.clientId, file)
    await sent.discard()
  }
  return (
    <button type="button" className="link" onClick={() => attempt(send)}>
      Send as a document
    </button>
  )
}
