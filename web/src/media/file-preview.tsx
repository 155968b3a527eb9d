import { useEffect, useState } from 'react'
import { size } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { isOnlySaved, isShown, problemOf } from './chosen-files.ts'
import { FileBadge, FileName } from './file-name.tsx'

type Props = {
  readonly file: File
  readonly isAlone: boolean
  readonly asDocument: boolean
  readonly leaveOut: () => void
}

/** A file before it is sent: what it looks like, what it is called, how large it is, or why it cannot be sent. */
export function FilePreview({ file, isAlone, asDocument, leaveOut }: Props) {
  const problem = problemOf(file)
  const isPicture = isShown(file) && /^(image|video)\//.test(file.type) && !asDocument && !problem
  return (
    <li className={problem ? 'refused' : ''}>
      {isAlone && isPicture ? <Large file={file} /> : null}
      <div className="file-line">
        {isPicture && !isAlone ? <Small file={file} /> : <FileBadge name={file.name} />}
        <span className="document-words">
          <FileName name={file.name} otherwise="File" />
          <small className={problem ? 'problem' : ''}>{problem ?? about(file, asDocument)}</small>
        </span>
        {!isAlone && <IconButton icon="close" label={`Leave out ${file.name}`} onClick={leaveOut} />}
      </div>
    </li>
  )
}

function about(file: File, asDocument: boolean): string {
  const note = isOnlySaved(file) ? 'goes as a document: it cannot be shown here' : asDocument && 'unchanged'
  return [size(file.size), note].filter(Boolean).join(' · ')
}

function Large({ file }: { file: File }) {
  const url = useLocalUrl(file)
  if (!url) return null
  return file.type.startsWith('video/') ? (
    // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
    <video className="preview-large" src={url} controls preload="metadata" />
  ) : (
    <img
      className="preview-large"
      src={url}
      alt={file.name}
      onError={({ currentTarget }) => currentTarget.remove()}
    />
  )
}

function Small({ file }: { file: File }) {
  const url = useLocalUrl(file)
  if (file.type.startsWith('video/')) {
    return (
      <span className="preview-small">
        <Icon name="play" />
      </span>
    )
  }
  return (
    <span className="preview-small">
      {url && <img src={url} alt="" onError={({ currentTarget }) => currentTarget.remove()} />}
    </span>
  )
}

function useLocalUrl(file: File): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url
}
