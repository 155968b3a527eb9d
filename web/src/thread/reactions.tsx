import type { Message } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useDeed } from '../hooks/use-deed.ts'
import { useName } from '../hooks/use-name.ts'
import { useThread } from './thread-context.ts'

/** Who reacted with what, below a message; a click joins in or takes one's own back. */
export function Reactions({ message }: { message: Message }) {
  const { conversation } = useThread()
  const attempt = useDeed()
  const { me } = useChat()
  const name = useName()
  const all = Object.entries(message.reactions ?? {}) as [NonNullable<typeof me>['user'], string][]
  if (all.length === 0) return null
  const own = me && message.reactions?.[me.user]
  const emoji = [...new Set(all.map(([, each]) => each))]
  return (
    <div className="reactions">
      {emoji.map((each) => {
        const people = all.filter(([, one]) => one === each).map(([user]) => name(user))
        return (
          <button
            type="button"
            key={each}
            className={own === each ? 'own' : ''}
            aria-pressed={own === each}
            title={people.join(', ')}
            onClick={() => attempt(() => conversation.react(message, own === each ? null : each))}
          >
            {each}
            {people.length > 1 && <span>{people.length}</span>}
            <span className="hidden">{` ${people.join(', ')}`}</span>
          </button>
        )
      })}
    </div>
  )
}
