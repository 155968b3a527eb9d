import type { Conversation, Message } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { useAsked } from '../hooks/use-asked.ts'
import { goTo } from '../hooks/use-hash.ts'
import { useName } from '../hooks/use-name.ts'
import { inSentence, titleOf } from '../names.ts'
import { shortDate } from '../times.ts'
import { summary } from './summary.ts'

/** Every starred message, the newest first. */
export function Starred() {
  const chat = useChat()
  const name = useName()
  const count = useNews()
  const { answer } = useAsked(`starred ${Math.floor(count / 20)}`, async () => {
    const each = chat.conversations().map(async (conversation) => {
      const messages = await conversation.starred().catch(() => [])
      return messages.map((message): [Conversation, Message] => [conversation, message])
    })
    return (await Promise.all(each)).flat().sort(([, a], [, b]) => b.at - a.at)
  })
  return (
    <ul className="rows" aria-label="Starred messages">
      {answer?.length === 0 && (
        <li className="empty">
          <p>Star a message to find it here.</p>
        </li>
      )}
      {answer?.map(([conversation, message]) => (
        <li key={`${conversation.id} ${message.seq}`}>
          <button type="button" className="row plain" onClick={() => goTo(conversation.id, message.seq)}>
            <strong dir="auto">{`${inSentence(name(message.from))} · ${inSentence(titleOf(chat, conversation))}`}</strong>
            <time>{shortDate(message.at)}</time>
            <span className="preview" dir="auto">
              {summary(message)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
