import type { Conversation, Message } from '@parley/client'
import { type ClipboardEvent, type FormEvent, useRef, useState } from 'react'
import { explain } from '../names.ts'
import { size } from '../times.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { useToast } from '../ui/toast.tsx'
import { isShown, problemOf } from './chosen-files.ts'
import { FilePreview } from './file-preview.tsx'
import { keepLocal } from './local-files.ts'
import { toAttachment } from './measure.ts'

type Props = {
  readonly conversation: Conversation
  readonly files: readonly File[]
  readonly setFiles: (files: readonly File[]) => void
  readonly reply: Message | undefined
  readonly close: () => void
}

/** Files before they are sent: what they look like, a caption, and whether they go as they are. */
export function SendFiles({ conversation, files, setFiles, reply, close }: Props) {
  const say = useToast()
  const more = useRef<HTMLInputElement>(null)
  const [asDocument, setAsDocument] = useState(false)
  const sendable = files.filter((file) => problemOf(file) === undefined)
  const hasPictures = sendable.some((file) => isShown(file) && /^(image|video)\//.test(file.type))

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const caption = String(new FormData(event.currentTarget).get('caption') ?? '').trim()
    close()
    for (const [index, file] of sendable.entries()) {
      try {
        const attachment = await toAttachment(file, asDocument)
        const sent = conversation.sendFile(
          attachment,
          index === 0 ? caption : '',
          index === 0 && reply ? { reply } : {},
        )
        keepLocal(sent.clientId, file)
      } catch (error) {
        say(explain(error))
      }
    }
  }

  function onPaste(event: ClipboardEvent): void {
    const pasted = [...event.clipboardData.files]
    if (pasted.length === 0) return
    event.preventDefault()
    setFiles([...files, ...pasted])
  }

  return (
    <Dialog title={files.length === 1 ? 'Send a file' : `Send ${files.length} files`} close={close}>
      <form className="send-files" onSubmit={(event) => void send(event)} onPaste={onPaste}>
        <ul className="previews" aria-label="Files to send">
          {files.map((file) => (
            <FilePreview
              key={`${file.name} ${file.size} ${file.lastModified}`}
              file={file}
              isAlone={files.length === 1}
              asDocument={asDocument}
              leaveOut={() => setFiles(files.filter((one) => one !== file))}
            />
          ))}
        </ul>
        <div className="send-choices">
          <button type="button" className="link add-files" onClick={() => more.current?.click()}>
            <Icon name="plus" /> Add more
          </button>
          {files.length > 1 && <small>{`${size(total(sendable))} in all`}</small>}
          <input
            ref={more}
            type="file"
            multiple
            hidden
            aria-label="More files"
            onChange={({ target }) => {
              setFiles([...files, ...(target.files ?? [])])
              target.value = ''
            }}
          />
        </div>
        {hasPictures && (
          <label className="check">
            <input type="checkbox" checked={asDocument} onChange={() => setAsDocument(!asDocument)} />
            Send as documents, unchanged
          </label>
        )}
        <div className="composer-row">
          <input name="caption" aria-label="Caption" placeholder="Add a caption" dir="auto" autoFocus />
          <button type="submit" className="primary" disabled={sendable.length === 0}>
            Send
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function total(files: readonly File[]): number {
  return files.reduce((sum, file) => sum + file.size, 0)
}
