import type { HistoryRule, Person } from '@parley/client'
import { useChat } from '@parley/client/react'
import { type FormEvent, useState } from 'react'
import { goTo } from '../hooks/use-hash.ts'
import { explain } from '../names.ts'
import { Field } from '../ui/field.tsx'
import { Panel } from '../ui/panel.tsx'
import { ProblemLine } from '../ui/problem-line.tsx'
import { useToast } from '../ui/toast.tsx'
import { leftOut } from './left-out.ts'
import { PeoplePicker } from './people-picker.tsx'
import { toPicture } from './symbol.ts'
import { SymbolChooser } from './symbol-chooser.tsx'

/** Makes a group: its name, who is in it, and what those who join later may read. */
export function NewGroup({ back }: { back: () => void }) {
  const chat = useChat()
  const say = useToast()
  const [members, setMembers] = useState<readonly Person[]>([])
  const [title, setTitle] = useState('')
  const [symbol, setSymbol] = useState<string>()
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const description = String(typed.get('description')).trim()
    const history: HistoryRule = typed.get('history') ? 'all' : 'joined'
    if (!title.trim()) return setProblem('A group needs a name.')
    setBusy(true)
    try {
      const group = await chat.createGroup({
        title: title.trim(),
        description,
        picture: toPicture(symbol),
        history,
        members: members.map(({ user }) => user),
      })
      say(leftOut(group, members))
      back()
      goTo(group.id)
    } catch (error) {
      setProblem(explain(error))
      setBusy(false)
    }
  }

  return (
    <Panel title="New group" back={back}>
      <form className="form" onSubmit={(event) => void create(event)}>
        <SymbolChooser id="" name={title} value={symbol} onChange={setSymbol} />
        <Field
          label="Group name"
          value={title}
          required
          maxLength={100}
          autoComplete="off"
          onChange={({ target }) => setTitle(target.value)}
        />
        <Field
          label="Description"
          name="description"
          maxLength={500}
          autoComplete="off"
          placeholder="What it is about"
        />
        <PeoplePicker chosen={members} onChange={setMembers} />
        <label className="check">
          <input type="checkbox" name="history" />
          New members can read what was said before
        </label>
        <ProblemLine words={problem} />
        <button type="submit" className="primary" disabled={isBusy}>
          {members.length > 0 ? `Create with ${members.length + 1} members` : 'Create group'}
        </button>
      </form>
    </Panel>
  )
}
