import type { Conversation } from '@parley/client'
import { type FormEvent, useState } from 'react'
import { useTry } from '../hooks/use-try.ts'
import { Field } from '../ui/field.tsx'
import { symbolIn, toPicture } from './symbol.ts'
import { SymbolChooser } from './symbol-chooser.tsx'

/** A group's emoji, name, description, and what those who join may read. */
export function GroupSettings({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const attempt = useTry()
  const { about } = conversation
  const [symbol, setSymbol] = useState(symbolIn(about?.picture))
  if (!about) return null
  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const title = String(typed.get('title')).trim()
    const description = String(typed.get('description')).trim()
    const history = typed.get('history') ? ('all' as const) : ('joined' as const)
    const changes = {
      ...(title !== about?.title && { title }),
      ...(description !== about?.description && { description }),
      ...(toPicture(symbol) !== toPicture(symbolIn(about?.picture)) && { picture: toPicture(symbol) }),
      ...(history !== about?.history && { history }),
    }
    if (Object.keys(changes).length > 0) attempt(() => conversation.update(changes), 'Saved')
    close()
  }
  return (
    <form className="form" onSubmit={save} key={about.version}>
      <SymbolChooser id={conversation.id} name={about.title} value={symbol} onChange={setSymbol} />
      <Field label="Group name" name="title" defaultValue={about.title} required maxLength={100} />
      <Field label="Description" name="description" defaultValue={about.description} maxLength={500} />
      <label className="check">
        <input type="checkbox" name="history" defaultChecked={about.history === 'all'} />
        New members can read what was said before
      </label>
      <button type="submit" className="secondary">
        Save
      </button>
    </form>
  )
}
