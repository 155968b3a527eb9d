import { useChat } from '@parley/client/react'
import { type FormEvent, useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { goTo } from '../hooks/use-hash.ts'
import { useTry } from '../hooks/use-try.ts'
import { nameOf, toHandle } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Field } from '../ui/field.tsx'
import { IconButton } from '../ui/icon-button.tsx'

/** The people one knows, under one's own names for them. */
export function Contacts() {
  const chat = useChat()
  const attempt = useTry()
  const [times, setTimes] = useState(0)
  const { answer } = useAsked(`contacts ${times}`, () => chat.contacts())
  const again = () => setTimes(times + 1)

  function add(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = event.currentTarget
    const handle = toHandle(String(new FormData(form).get('handle')))
    attempt(async () => {
      const { user } = await chat.find(handle)
      await chat.addContact(user)
      form.reset()
      again()
    })
  }

  return (
    <>
      <form className="form" onSubmit={add}>
        <Field label="Add by handle" name="handle" placeholder="@handle" required autoCapitalize="none" />
        <button type="submit" className="secondary">
          Add
        </button>
      </form>
      <ul className="people" aria-label="Contacts">
        {answer?.length === 0 && <li className="empty">Nobody yet.</li>}
        {answer?.map(({ user, name }) => {
          const person = chat.person(user)
          const shown = name ?? nameOf(person)
          const open = () => chat.openDirect(person.handle ?? '').then(({ id }) => goTo(id))
          return (
            <li className="person-row" key={user}>
              <button type="button" className="person" onClick={() => attempt(open)}>
                <Avatar id={user} name={shown} person={person} size="small" />
                <span dir="auto">{shown}</span>
                <span className="faint-text">{person.handle && `@${person.handle}`}</span>
              </button>
              <IconButton
                icon="close"
                label={`Remove ${shown}`}
                onClick={() => attempt(() => chat.removeContact(user).then(again))}
              />
            </li>
          )
        })}
      </ul>
    </>
  )
}
