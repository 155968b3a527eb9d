import type { InvitePreview } from '@parley/client'
import { ParleyError } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { goTo } from '../hooks/use-hash.ts'
import { explain } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useToast } from '../ui/toast.tsx'
import { symbolIn } from './symbol.ts'

/** What an invite link leads to, before one joins. */
export function JoinDialog({ code, close }: { code: string; close: () => void }) {
  const chat = useChat()
  const [times, setTimes] = useState(0)
  const { answer: group, error } = useAsked(`${code} ${times}`, () => chat.invite(code))
  const isVoid = error instanceof ParleyError && error.code === 'NOT_FOUND'
  return (
    <Dialog title="Join a group" close={close} className="small">
      {isVoid && <p role="alert">This invite link is wrong, has expired, or was taken back.</p>}
      {error !== undefined && !isVoid && (
        <>
          <p role="alert">{explain(error)}</p>
          <button type="button" className="secondary" onClick={() => setTimes(times + 1)}>
            Try again
          </button>
        </>
      )}
      {group && <Invited code={code} group={group} />}
      {!group && error === undefined && <p role="status">Loading …</p>}
    </Dialog>
  )
}

function Invited({ code, group }: { code: string; group: InvitePreview }) {
  const chat = useChat()
  const say = useToast()
  const [isBusy, setBusy] = useState(false)
  const isMember = chat.conversation(group.conversation)?.about?.role !== undefined
  async function join(): Promise<void> {
    setBusy(true)
    try {
      goTo((await chat.join(code)).id)
    } catch (problem) {
      say(explain(problem))
      setBusy(false)
    }
  }
  return (
    <div className="about-top">
      <Avatar
        id={group.conversation}
        name={group.title}
        symbol={symbolIn(group.picture)}
        size="large"
        group
      />
      <h3>
        <bdi>{group.title}</bdi>
      </h3>
      <p className="faint-text">{group.members === 1 ? '1 member' : `${group.members} members`}</p>
      {group.description && <p dir="auto">{group.description}</p>}
      {isMember && <p>You are in this group already.</p>}
      <button
        type="button"
        className="primary"
        disabled={isBusy}
        onClick={() => (isMember ? goTo(group.conversation) : void join())}
      >
        {isMember ? 'Open' : 'Join'}
      </button>
    </div>
  )
}
