import { useChat } from '@parley/client/react'
import { type FormEvent, useState } from 'react'
import { explain, toHandle } from '../names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'

/** The end of the account, for whoever types its handle. */
export function DeleteAccount() {
  const [isOpen, setOpen] = useState(false)
  return (
    <section>
      <h2>Delete your account</h2>
      <p className="faint-text">
        Your profile, picture, settings and contacts go for good, and you leave your groups. What you wrote to
        others stays with them. Nobody can take your handle.
      </p>
      <button type="button" className="danger-button" onClick={() => setOpen(true)}>
        Delete my account …
      </button>
      {isOpen && <DeleteDialog close={() => setOpen(false)} />}
    </section>
  )
}

function DeleteDialog({ close }: { close: () => void }) {
  const chat = useChat()
  const handle = chat.me?.handle ?? ''
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const isMeant = toHandle(typed) === handle

  async function end(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!isMeant) return setProblem('This is not your handle.')
    setBusy(true)
    try {
      await chat.deleteAccount(handle)
    } catch (error) {
      setProblem(explain(error))
      setBusy(false)
    }
  }

  return (
    <Dialog title="Delete your account?" close={close} className="small">
      <form className="form" onSubmit={(event) => void end(event)}>
        <p>This cannot be taken back.</p>
        <Field
          label={`Type @${handle} to go on`}
          value={typed}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          problem={problem}
          onChange={({ target }) => {
            setTyped(target.value)
            setProblem(undefined)
          }}
        />
        <div className="answers">
          <button type="button" className="secondary" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="danger-button" disabled={!isMeant || isBusy}>
            Delete for good
          </button>
        </div>
      </form>
    </Dialog>
  )
}
