import { useChat } from '@parley/client/react'
import { useAsked } from '../hooks/use-asked.ts'
import { goTo } from '../hooks/use-hash.ts'
import { explain } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useToast } from '../ui/toast.tsx'

/** What an invite link leads to, before one joins. */
export function JoinDialog({ code, close }: { code: string; close: () => void }) {
  const chat = useChat()
  const say = useToast()
  const { answer: group, error } = useAsked(code, () => chat.invite(code))
  const join = () =>
    chat.join(code).then(
      ({ id }) => goTo(id),
      (problem: unknown) => say(explain(problem)),
    )
  return (
    <Dialog title="Join a group" close={close} className="small">
      {error !== undefined && <p role="alert">This invite link is wrong, has expired, or was taken back.</p>}
      {group && (
        <div className="about-top">
          <Avatar id={group.conversation} name={group.title} size="large" group />
          <h3 dir="auto">{group.title}</h3>
          <p className="faint-text">{group.members === 1 ? '1 member' : `${group.members} members`}</p>
          {group.description && <p dir="auto">{group.description}</p>}
          <button type="button" className="primary" onClick={() => void join()}>
            Join
          </button>
        </div>
      )}
      {!group && error === undefined && <p role="status">Loading …</p>}
    </Dialog>
  )
}
