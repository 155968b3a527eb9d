import type { Conversation } from '@parley/client'
import type { FormEvent } from 'react'
import { useTry } from '../hooks/use-try.ts'
import { Field } from '../ui/field.tsx'

/** A group's name, description, and what those who join may read. */
export function GroupSettings({ conversation }: { conversation: Conversation }) {
  const attempt = useTry()
  const { about } = conversation
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
      ...(history !== about?.history && { history }),
    }
    if (Object.keys(changes).length > 0) attempt(() => conversation.update(changes), 'Saved')
  }
  return (
    <form className="form" onSubmit={save} key={about.version}>
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
