import type { Conversation, Person } from '@parley/client'
import { useState } from 'react'
import { useTry } from '../hooks/use-try.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useToast } from '../ui/toast.tsx'
import { leftOut } from './left-out.ts'
import { PeoplePicker } from './people-picker.tsx'

/** Brings people into a group. */
export function AddMembers({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const attempt = useTry()
  const say = useToast()
  const [people, setPeople] = useState<readonly Person[]>([])
  const members = conversation.about?.members.map(({ user }) => user) ?? []
  return (
    <Dialog title="Add members" close={close}>
      <PeoplePicker chosen={people} onChange={setPeople} without={members} />
      <button
        type="button"
        className="primary"
        disabled={people.length === 0}
        onClick={() => {
          attempt(async () => {
            await conversation.addMembers(people.map(({ user }) => user))
            say(leftOut(conversation, people))
          })
          close()
        }}
      >
        Add
      </button>
    </Dialog>
  )
}
