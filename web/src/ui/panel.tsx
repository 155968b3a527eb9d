import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'

/** A page in the place of the list of chats. */
export function Panel({ title, back, children }: { title: string; back: () => void; children: ReactNode }) {
  return (
    <section className="panel" aria-label={title}>
      <header className="bar">
        <IconButton icon="back" label="Back" onClick={back} autoFocus />
        <h1>{title}</h1>
      </header>
      <div className="panel-body">{children}</div>
    </section>
  )
}
