import { useChat } from '@parley/client/react'
import { useFound } from '../hooks/use-found.ts'
import { goTo } from '../hooks/use-hash.ts'
import { explain, nameOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icon.tsx'
import { useToast } from '../ui/toast.tsx'

/** A chat with whoever has exactly this handle. */
export function StartChat({ handle, done }: { handle: string; done: () => void }) {
  const chat = useChat()
  const say = useToast()
  const found = useFound(handle)
  const nobody = `Nobody goes by @${handle}.`
  const start = () =>
    chat.openDirect(handle).then(
      ({ id }) => {
        done()
        goTo(id)
      },
      (error: { code?: string }) => say(error.code === 'NOT_FOUND' ? nobody : explain(error)),
    )
  if (found === 'nobody') {
    return (
      <li className="empty" role="status">
        {nobody}
      </li>
    )
  }
  return (
    <li>
      <button type="button" className="row" onClick={() => void start()}>
        {found ? (
          <Avatar id={found.user} name={nameOf(found)} person={found} />
        ) : (
          <span className="avatar">
            <Icon name="compose" />
          </span>
        )}
        <strong>
          <bdi>{found ? nameOf(found) : `@${handle}`}</bdi>
        </strong>
        <span className="preview">{`Start a chat with @${handle}`}</span>
      </button>
    </li>
  )
}
