import { documentKind } from './document-kind.ts'
import { shownName } from './file-names.ts'

/** A file's name on one line; however long it is, its ending is seen. */
export function FileName({ name, otherwise }: { name: string | undefined; otherwise: string }) {
  const { stem, end } = shownName(name, otherwise)
  return (
    <strong className="file-name" title={stem + end}>
      <bdi>{stem}</bdi>
      {end && <span dir="ltr">{end}</span>}
    </strong>
  )
}

/** The ending of a document's name on the colour of its kind: a picture of it, not more to be read. */
export function FileBadge({ name }: { name: string | undefined }) {
  const { end } = shownName(name, '')
  return (
    <span
      className={`file-badge of-${documentKind(end)}`}
      aria-hidden="true"
      data-ending={end.slice(1, 5).toUpperCase() || '···'}
    />
  )
}
