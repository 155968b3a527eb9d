import { Icon, type IconName } from '../ui/icon.tsx'
import type { Filter } from './order.ts'

const WORDS: Record<Filter | 'archived', readonly [icon: IconName, what: string, how: string]> = {
  all: ['compose', 'No chats yet.', 'Type somebody’s @handle above to write to them.'],
  archived: [
    'archive',
    'Nothing is archived.',
    'What you archive stays here, also when somebody writes in it.',
  ],
  unread: ['check', 'You have read everything.', 'Chats with something new stand here.'],
  groups: ['group', 'No groups yet.', 'Make one, or follow an invite link.'],
}

/** In the place of a list that is empty: why, and what one could do. */
export function EmptyList({ of }: { of: Filter | 'archived' }) {
  const [icon, what, how] = WORDS[of]
  return (
    <li className="empty">
      <Icon name={icon} />
      <p>{what}</p>
      <p>{how}</p>
    </li>
  )
}
