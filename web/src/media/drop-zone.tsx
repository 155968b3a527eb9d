import { type DragEvent, type ReactNode, useEffect, useState } from 'react'
import { Icon } from '../ui/icon.tsx'

type Props = { readonly onFiles: (files: readonly File[]) => void; readonly children: ReactNode }

/** Takes files that are dropped on the conversation, or pasted while nothing is being written. */
export function DropZone({ onFiles, children }: Props) {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      const isElsewhere = (event.target as Element | null)?.closest('input, textarea, dialog')
      if (files.length > 0 && !isElsewhere) onFiles(files)
    }
    addEventListener('paste', onPaste)
    addEventListener('dragover', keepPage)
    addEventListener('drop', keepPage)
    return () => {
      removeEventListener('paste', onPaste)
      removeEventListener('dragover', keepPage)
      removeEventListener('drop', keepPage)
    }
  }, [onFiles])

  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  const leave = ({ currentTarget, relatedTarget }: DragEvent) => {
    if (!currentTarget.contains(relatedTarget as Node | null)) setOver(false)
  }
  const drop = (event: DragEvent) => {
    setOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length === 0) return
    event.preventDefault()
    onFiles(files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button for files does the same
    <div className="drop-zone" onDragOver={over} onDragLeave={leave} onDrop={drop}>
      {children}
      {isOver && (
        <p className="drop-here">
          <Icon name="attach" />
          Drop files to send them
        </p>
      )}
    </div>
  )
}

/** A file that misses its place would otherwise be opened instead of the page. */
function keepPage(event: globalThis.DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
}
