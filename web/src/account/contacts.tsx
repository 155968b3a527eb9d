import type { Contact } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { type FormEvent, useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { goTo } from '../hooks/use-hash.ts'
import { useTry } from '../hooks/use-try.ts'
import { explain, inSentence, nameOf, toHandle } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { useConfirm } from '../ui/confirm.tsx'
import { Field } from '../ui/field.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { RenameContact } from './rename-contact.tsx'

/** The people one knows, under one's own names for them. */
export function Contacts() {
  const chat = useChat()
  const count = useNews()
  const { answer } = useAsked(`contacts ${count}`, () => chat.contacts())
  const [shown, setShown] = useState<readonly Contact[]>()
  if (answer && answer !== shown) setShown(answer)
  const sorted = [...(shown ?? [])].sort((a, b) =>
    nameOf(chat.person(a.user)).localeCompare(nameOf(chat.person(b.user))),
  )
  return (
    <>
      <AddContact />
      <ul className="people" aria-label="Contacts" aria-busy={!shown}>
        {shown?.length === 0 && <li className="empty">Nobody yet. They are not told that you add them.</li>}
        {sorted.map((contact) => (
          <ContactRow key={contact.user} contact={contact} />
        ))}
      </ul>
    </>
  )
}

function AddContact() {
  const chat = useChat()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  async function add(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    const handle = toHandle(String(new FormData(form).get('handle')))
    setBusy(true)
    setProblem(undefined)
    try {
      const { user } = await chat.find(handle)
      await chat.addContact(user)
      form.reset()
    } catch (error) {
      const isNobody = (error as { code?: string }).code === 'NOT_FOUND'
      setProblem(isNobody ? `Nobody goes by @${handle}.` : explain(error))
    }
    setBusy(false)
  }

  return (
    <form className="form row-form" onSubmit={(event) => void add(event)}>
      <Field
        label="Add by handle"
        name="handle"
        placeholder="@handle"
        required
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        problem={problem}
      />
      <button type="submit" className="secondary" disabled={isBusy}>
        Add
      </button>
    </form>
  )
}

function ContactRow({ contact: { user } }: { contact: Contact }) {
  const chat = useChat()
  const attempt = useTry()
  const confirm = useConfirm()
  const [isRenaming, setRenaming] = useState(false)
  const person = chat.person(user)
  const shown = nameOf(person)
  const open = () => chat.openDirect(person.handle ?? '').then(({ id }) => goTo(id))
  const remove = async () => {
    const text = 'They are not told. Your chat stays.'
    if (!(await confirm({ title: `Remove ${inSentence(shown)}?`, text, action: 'Remove', danger: true })))
      return
    await chat.removeContact(user)
  }
  return (
    <li className="person-row">
      <button type="button" className="person" onClick={() => attempt(open)}>
        <Avatar id={user} name={shown} person={person} size="small" />
        <span className="grow">
          <bdi>{shown}</bdi>
          <small className="faint-text">{person.handle && `@${person.handle}`}</small>
        </span>
      </button>
      <IconButton icon="edit" label={`Rename ${shown}`} onClick={() => setRenaming(true)} />
      <IconButton icon="close" label={`Remove ${shown}`} onClick={() => attempt(remove)} />
      {isRenaming && <RenameContact person={person} close={() => setRenaming(false)} />}
    </li>
  )
}
