import type { Conversation, Message } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { later } from '../apart/later.tsx'
import { Composer } from '../composer/composer.tsx'
import type { ComposerMode } from '../composer/mode.ts'
import { arrive, useHash } from '../hooks/use-hash.ts'
import { useLogView } from '../hooks/use-log-view.ts'
import { DropZone } from '../media/drop-zone.tsx'
import { titleOf } from '../names.ts'
import { History, type HistoryHandle } from './history.tsx'
import type { Shown } from './message-dialogs.tsx'
import { PinnedBar } from './pinned-bar.tsx'
import { type ThreadActions, ThreadContext } from './thread-context.ts'
import { ThreadHeader } from './thread-header.tsx'

const ConversationInfo = later(({ ConversationInfo }) => ConversationInfo)
const MessageDialogs = later(({ MessageDialogs }) => MessageDialogs)
const SendFiles = later(({ SendFiles }) => SendFiles)

/** The open conversation: who it is with, what was said, and a box to write in. */
export function Thread({ conversation }: { conversation: Conversation }) {
  const chat = useChat()
  useNews(conversation)
  const { view, window, unreadAfter } = useLogView(conversation)
  const [mode, setMode] = useState<ComposerMode>({})
  const [shown, setShown] = useState<Shown>()
  const [files, setFiles] = useState<readonly File[]>([])
  const addFiles = useCallback((more: readonly File[]) => setFiles((now) => [...now, ...more]), [])
  const [isInfo, setInfo] = useState(false)
  const history = useRef<HistoryHandle>(null)
  const { at } = useHash()
  const isOpen = window !== undefined
  useEffect(() => {
    if (!at || !isOpen) return
    history.current?.jumpTo(at)
    arrive()
  }, [at, isOpen])
  const actions = useMemo<ThreadActions>(() => {
    const show = (as: Shown['as']) => (message: Message) => setShown({ as, message })
    return {
      conversation,
      reply: (reply) => setMode({ reply }),
      edit: (edit) => setMode({ edit }),
      forward: show('forward'),
      info: show('info'),
      remove: show('remove'),
      pickReaction: show('reaction'),
      showReactions: show('reactions'),
      look: show('lightbox'),
      jumpTo: (seq) => history.current?.jumpTo(seq),
      inView: (seq) => view.window?.messages.find((message) => message.seq === seq),
    }
  }, [conversation, view])

  return (
    <ThreadContext value={actions}>
      <DropZone className="thread" label={`Chat with ${titleOf(chat, conversation)}`} onFiles={addFiles}>
        <ThreadHeader conversation={conversation} showInfo={() => setInfo(!isInfo)} />
        <PinnedBar conversation={conversation} />
        <div className="thread-middle">
          {window ? (
            <History ref={history} view={view} window={window} unreadAfter={unreadAfter} />
          ) : (
            <div className="history-loading" role="status" aria-label="Loading messages" />
          )}
        </div>
        <Composer
          conversation={conversation}
          mode={mode}
          setMode={setMode}
          onFiles={addFiles}
          onSent={() => history.current?.toEnd()}
        />
        {shown && <MessageDialogs {...shown} close={() => setShown(undefined)} />}
        {files.length > 0 && (
          <SendFiles
            conversation={conversation}
            files={files}
            setFiles={setFiles}
            reply={mode.reply}
            close={() => {
              setFiles([])
              setMode({})
            }}
          />
        )}
      </DropZone>
      {isInfo && <ConversationInfo conversation={conversation} close={() => setInfo(false)} />}
    </ThreadContext>
  )
}
