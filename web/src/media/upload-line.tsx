import type { Outgoing, Upload } from '@parley/client'
import { useRef } from 'react'
import { explain } from '../names.ts'
import { useThread } from '../thread/thread-context.ts'
import { size } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { useToast } from '../ui/toast.tsx'
import { localUrl } from './local-files.ts'

/** How far a file is on its way up, with a way to stop it, and to go on when the device has lost it. */
export function UploadLine({ sent, upload }: { sent: Outgoing; upload: Upload }) {
  const url = localUrl(sent.clientId)
  const { status } = upload
  return (
    <div className="upload">
      {url && <LocalPicture url={url} />}
      <div className="upload-row">
        <Icon name="document" />
        <div className="upload-words">
          <progress value={upload.sent} max={upload.total || 1} aria-label="Upload" />
          <small>{words(upload)}</small>
        </div>
        {status === 'held' && <Resume sent={sent} />}
        {(status === 'uploading' || status === 'held') && (
          <IconButton icon="close" label="Cancel upload" onClick={() => upload.cancel()} />
        )}
      </div>
    </div>
  )
}

function LocalPicture({ url }: { url: string }) {
  return (
    <img
      className="upload-picture"
      src={url}
      alt=""
      onError={({ currentTarget }) => currentTarget.remove()}
    />
  )
}

function Resume({ sent }: { sent: Outgoing }) {
  const { conversation } = useThread()
  const say = useToast()
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
          if (file) conversation.resume(sent, file).catch((error: unknown) => say(explain(error)))
        }}
      />
    </>
  )
}

function words({ status, sent, total, error }: Upload): string {
  if (status === 'held') return 'Choose the file again to go on'
  if (status === 'ready') return 'Sending …'
  if (status === 'cancelled') return 'Cancelled'
  if (status === 'failed') return error?.message ?? 'Failed'
  return `${size(sent)} of ${size(total)}`
}
