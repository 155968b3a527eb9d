import type { Conversation, Role, UserId } from '@parley/client'
import { useChat } from '@parley/client/react'
import { goTo } from '../hooks/use-hash.ts'
import { useTry } from '../hooks/use-try.ts'
import { inSentence, nameOf } from '../names.ts'
import { useConfirm } from '../ui/confirm.tsx'
import type { MenuItem } from '../ui/menu.tsx'
import { rightsOver } from './rights.ts'

/** What can be done with a member, by what one is in the group. */
export function useMemberMenu(conversation: Conversation): (user: UserId) => MenuItem[] {
  const chat = useChat()
  const attempt = useTry()
  const confirm = useConfirm()
  return (user) => {
    if (user === chat.me?.user) return []
    const { handle } = chat.person(user)
    const name = inSentence(nameOf(chat.person(user)))
    const theirs = conversation.about?.members.find((member) => member.user === user)?.role
    const rights = rightsOver(conversation.about?.role, theirs)
    const become = (role: Role) => () => attempt(() => conversation.setRole(user, role))
    const handOver = async () => {
      const text = 'They lead the group from then on, and you become an admin. Only they can give it back.'
      const title = `Make ${name} the owner?`
      if (await confirm({ title, text, action: 'Make owner' })) await conversation.setRole(user, 'owner')
    }
    const remove = async () => {
      const text = 'They keep what was said so far, and are told that they were removed.'
      const question = { title: `Remove ${name}?`, text, action: 'Remove', danger: true }
      if (await confirm(question)) await conversation.removeMember(user)
    }
    const items: (MenuItem | false)[] = [
      handle !== undefined && {
        icon: 'compose',
        label: 'Write a message',
        run: () => attempt(() => chat.openDirect(handle).then(({ id }) => goTo(id))),
      },
      rights.promote && { icon: 'star', label: 'Make admin', run: become('admin') },
      rights.demote && { icon: 'person', label: 'Make member again', run: become('member') },
      rights.handOver && { icon: 'group', label: 'Make owner', run: () => attempt(handOver) },
      rights.remove && {
        icon: 'exit',
        label: 'Remove from group',
        danger: true,
        run: () => attempt(remove),
      },
    ]
    return items.filter((item) => item !== false)
  }
}
