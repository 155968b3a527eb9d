import type { Outgoing, Upload } from '@parley/client'
import { useChat, useConnection } from '@parley/client/react'
import { useEffect, useReducer, useRef } from 'react'
import { useTry } from '../hooks/use-try.ts'
import { useThread } from '../thread/thread-context.ts'
import { size } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { FileBadge, FileName } from './file-name.tsx'
import { localUrl } from './local-files.ts'
import { usePlace } from './use-place.ts'

/** How far a file is on its way up, with a way to stop it, and to go on when the device has lost it. */
export function UploadLine({ sent, upload }: { sent: Outgoing; upload: Upload }) {
  useMoves(sent)
  const isOnline = useConnection() === 'online'
  const { about, status } = upload
  const local = localUrl(sent.clientId)
  const isOpen = status === 'uploading' || status === 'held'
  return (
    <div className="upload">
      {local && about?.kind === 'image' && <LocalPicture url={local} about={about} />}
      <div className="upload-row">
        {about?.kind === 'voice' ? <Icon name="mic" /> : <FileBadge name={about?.name} />}
        <div className="upload-words">
          <FileName name={about?.name} otherwise={about?.kind === 'voice' ? 'Voice message' : 'File'} />
          {isOpen && <progress value={upload.sent} max={upload.total || 1} aria-label="Upload" />}
          <small>{words(upload, isOnline)}</small>
        </div>
        {status === 'held' && <Resume sent={sent} />}
        {isOpen && <IconButton icon="close" label="Cancel upload" onClick={() => cancel(sent, upload)} />}
      </div>
    </div>
  )
}

/** What was not wanted after all leaves no trace. */
function cancel(sent: Outgoing, upload: Upload): void {
  sent.acked.catch(() => void sent.discard())
  upload.cancel()
}

/** Shows this file's progress, whatever else is not shown anew. */
function useMoves(sent: Outgoing): void {
  const chat = useChat()
  const [, moved] = useReducer((count: number) => count + 1, 0)
  useEffect(() => chat.on('upload', (event) => event.sent === sent && moved()), [chat, sent])
}

function LocalPicture({ url, about }: { url: string; about: NonNullable<Upload['about']> }) {
  const box = usePlace<HTMLImageElement>(about)
  return (
    <img
      ref={box}
      className="upload-picture"
      src={url}
      alt=""
      onError={({ currentTarget }) => currentTarget.remove()}
    />
  )
}

function Resume({ sent }: { sent: Outgoing }) {
  const { conversation } = useThread()
  const attempt = useTry()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon="retry" label="Choose the file again" onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        aria-label="The same file"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          target.value = ''
          if (file) attempt(() => conversation.resume(sent, file))
        }}
      />
    </>
  )
}

function words({ status, sent, total }: Upload, isOnline: boolean): string {
  if (status === 'held') return 'Choose the file again to go on'
  if (!isOnline && status === 'uploading') return 'Waiting for the network'
  if (status === 'ready') return 'Sending …'
  if (status === 'cancelled') return 'Cancelled'
  if (status === 'failed') return size(total)
  if (sent === 0) return `Waiting · ${size(total)}`
  return `${size(sent)} of ${size(total)}`
}
