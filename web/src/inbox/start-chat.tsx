import { useChat } from '@parley/client/react'
import { goTo } from '../hooks/use-hash.ts'
import { explain, toHandle } from '../names.ts'
import { Icon } from '../ui/icon.tsx'
import { useToast } from '../ui/toast.tsx'

/** While one searches: a chat with whoever has exactly that handle. */
export function StartChat({ query, done }: { query: string; done: () => void }) {
  const chat = useChat()
  const say = useToast()
  const handle = toHandle(query)
  if (!/^[a-z][a-z0-9_.]{2,29}$/.test(handle)) return null
  const start = () =>
    chat.openDirect(handle).then(
      ({ id }) => {
        done()
        goTo(id)
      },
      (error: { code?: string }) =>
        say(error.code === 'NOT_FOUND' ? `Nobody goes by @${handle}.` : explain(error)),
    )
  return (
    <li>
      <button type="button" className="row slim" onClick={() => void start()}>
        <Icon name="compose" />
        <strong>{`Start a chat with @${handle}`}</strong>
      </button>
    </li>
  )
}
