import type { Person } from '@parley/client'
import { useChat } from '@parley/client/react'
import { goTo } from '../hooks/use-hash.ts'
import { useTry } from '../hooks/use-try.ts'
import { nameOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'

/** Somebody one may write to: a chat there is opens without asking the server. */
export function PersonRow({ person, done }: { person: Person; done: () => void }) {
  const chat = useChat()
  const attempt = useTry()
  const open = async () => {
    const known = chat.conversations().find((one) => one.with?.user === person.user)
    const { id } = known ?? (await chat.openDirect(person.handle ?? ''))
    done()
    goTo(id)
  }
  return (
    <li>
      <button type="button" className="row" onClick={() => attempt(open)}>
        <Avatar id={person.user} name={nameOf(person)} person={person} />
        <strong>
          <bdi>{nameOf(person)}</bdi>
        </strong>
        <span className="preview">{person.handle ? `@${person.handle}` : ''}</span>
      </button>
    </li>
  )
}
