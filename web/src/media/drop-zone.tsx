import { type DragEvent, type ReactNode, useEffect, useState } from 'react'
import { Icon } from '../ui/icon.tsx'

type Props = {
  readonly className: string
  readonly label: string
  readonly onFiles: (files: readonly File[]) => void
  readonly children: ReactNode
}

/** A section of the page that takes files: dropped anywhere on it, or pasted while nothing is being written. */
export function DropZone({ className, label, onFiles, children }: Props) {
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
    <section className={className} aria-label={label} onDragOver={over} onDragLeave={leave} onDrop={drop}>
      {children}
      {isOver && (
        <p className="drop-here">
          <Icon name="attach" />
          Drop files to send them
        </p>
      )}
    </section>
  )
}

/** A file that misses its place would otherwise be opened instead of the page. */
function keepPage(event: globalThis.DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
}
