import type { Conversation, Message } from '@parley/client'
import { type FormEvent, useEffect, useMemo, useState } from 'react'
import { explain } from '../names.ts'
import { size } from '../times.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { useToast } from '../ui/toast.tsx'
import { keepLocal } from './local-files.ts'
import { toAttachment } from './measure.ts'

type Props = {
  readonly conversation: Conversation
  readonly files: readonly File[]
  readonly reply: Message | undefined
  readonly close: () => void
}

/** Files before they are sent: what they look like, a caption, and whether they go as they are. */
export function SendFiles({ conversation, files: given, reply, close }: Props) {
  const say = useToast()
  const [files, setFiles] = useState(given)
  const [asDocument, setAsDocument] = useState(false)
  const hasPictures = files.some(({ type }) => /^(image|video)\//.test(type))

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const caption = String(new FormData(event.currentTarget).get('caption') ?? '').trim()
    close()
    for (const [index, file] of files.entries()) {
      try {
        const attachment = await toAttachment(file, asDocument)
        const sent = conversation.sendFile(attachment, index === 0 ? caption : '', reply ? { reply } : {})
        keepLocal(sent.clientId, file)
      } catch (error) {
        say(explain(error))
      }
    }
  }

  return (
    <Dialog title={files.length === 1 ? 'Send a file' : `Send ${files.length} files`} close={close}>
      <form className="send-files" onSubmit={(event) => void send(event)}>
        <ul className="previews">
          {files.map((file) => (
            <li key={`${file.name} ${file.size} ${file.lastModified}`}>
              <Preview file={file} />
              {files.length > 1 && (
                <IconButton
                  icon="close"
                  label={`Leave out ${file.name}`}
                  onClick={() => setFiles(files.filter((one) => one !== file))}
                />
              )}
            </li>
          ))}
        </ul>
        {hasPictures && (
          <label className="check">
            <input type="checkbox" checked={asDocument} onChange={() => setAsDocument(!asDocument)} />
            Send as documents, unchanged
          </label>
        )}
        <div className="composer-row">
          <input name="caption" aria-label="Caption" placeholder="Add a caption" dir="auto" autoFocus />
          <button type="submit" className="primary">
            Send
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function Preview({ file }: { file: File }) {
  const url = useMemo(() => URL.createObjectURL(file), [file])
  useEffect(() => () => URL.revokeObjectURL(url), [url])
  if (file.type.startsWith('image/')) return <img src={url} alt={file.name} />
  return (
    <span className="document">
      <Icon name="document" />
      <span className="document-words">
        <strong dir="auto">{file.name}</strong>
        <small>{size(file.size)}</small>
      </span>
    </span>
  )
}
