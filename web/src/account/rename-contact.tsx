import type { Person } from '@parley/client'
import { useChat } from '@parley/client/react'
import type { FormEvent } from 'react'
import { useTry } from '../hooks/use-try.ts'
import { inSentence, nameOf } from '../names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'

/** One's own name for somebody; without one they are called as they call themselves. */
export function RenameContact({ person, close }: { person: Person; close: () => void }) {
  const chat = useChat()
  const attempt = useTry()
  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('called')).trim()
    attempt(() => chat.addContact(person.user, name || undefined))
    close()
  }
  return (
    <Dialog title={`Your name for ${inSentence(nameOf(person))}`} close={close} className="small">
      <form className="form" onSubmit={save}>
        <Field
          label="Name"
          name="called"
          defaultValue={person.called}
          placeholder={person.name}
          maxLength={100}
          autoComplete="off"
          hint="Only you see it. Leave it empty to use their own."
        />
        <div className="answers">
          <button type="button" className="secondary" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  )
}
