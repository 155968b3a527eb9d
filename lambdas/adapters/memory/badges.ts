import type { Badges, Inbox } from '../../ports.ts'
import { unreadIn } from '../badges.ts'

/** Unread messages over the rows of an inbox in memory. */
export function memoryBadges(inbox: Pick<Inbox, 'changed'>): Badges {
  return {
    async of(user, conversation, head) {
      const { rows } = await inbox.changed(user, 0, undefined, Number.MAX_SAFE_INTEGER)
      return rows.reduce((count, row) => {
        const counted = { ...row.head, read: row.mine.read, readN: row.readN, skip: new Set(row.skip) }
        return count + unreadIn(counted, row.conversation === conversation ? head : undefined)
      }, 0)
    },
  }
}
