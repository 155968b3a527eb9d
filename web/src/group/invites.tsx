import type { Conversation } from '@parley/client'
import { useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { useName } from '../hooks/use-name.ts'
import { useTry } from '../hooks/use-try.ts'
import { inSentence } from '../names.ts'
import { shortTime } from '../times.ts'
import { IconButton } from '../ui/icon-button.tsx'

/** Links by which anybody can join; each is shown once, when it is made. */
export function Invites({ conversation }: { conversation: Conversation }) {
  const attempt = useTry()
  const name = useName()
  const [times, setTimes] = useState(0)
  const [link, setLink] = useState('')
  const { answer } = useAsked(`${conversation.id} ${times}`, () => conversation.invites())
  const make = async () => {
    const { code } = await conversation.createInvite()
    setLink(`${location.origin}${location.pathname}#join=${encodeURIComponent(code)}`)
    setTimes(times + 1)
  }
  return (
    <section>
      <h3>Invite links</h3>
      {link ? (
        <div className="invite-link">
          <input readOnly aria-label="Invite link" value={link} onFocus={({ target }) => target.select()} />
          <IconButton
            icon="copy"
            label="Copy link"
            onClick={() => attempt(() => navigator.clipboard.writeText(link), 'Copied')}
          />
        </div>
      ) : (
        <button type="button" className="secondary" onClick={() => attempt(make)}>
          Make an invite link
        </button>
      )}
      <ul className="people">
        {answer?.map(({ invite, by, expiresAt }) => (
          <li className="person" key={invite}>
            <span className="grow">
              {`Until ${shortTime(expiresAt)}`}
              <small className="faint-text">{`Made by ${name(by) === 'You' ? 'you' : inSentence(name(by))}`}</small>
            </span>
            <button
              type="button"
              className="link"
              onClick={() => {
                setLink('')
                attempt(() => conversation.revokeInvite(invite).then(() => setTimes(times + 1)))
              }}
            >
              Take back
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
