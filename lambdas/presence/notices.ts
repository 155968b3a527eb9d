import type { ConnectionId, ConversationId } from '@parley/domain'
import { TYPING_EVERY_MS } from '@parley/protocol'
import { remembered } from '../remembered.ts'

/** For how long the members that a function remembers are good enough for what nobody keeps. */
export const MEMBERS_ARE_GOOD_MS = 60_000

/** When notices of a socket that began and ended something in a conversation last passed, and which was the last. */
type Last = { readonly began?: number; readonly ended?: number; readonly isOpen?: boolean }

/** What a warm function remembers of notices that somebody is writing; nothing of it is kept. */
export type Notices = {
  /**
   * Whether this notice goes further: one that something began in `TYPING_EVERY_MS`, and one that it ended for each
   * of those. An end whose beginning another function told goes further as well, as often.
   */
  passes(connection: ConnectionId, conversation: ConversationId, isEnd: boolean, now: number): boolean
  /** Whether it is time to look who the members of a conversation are; then it is not for a while. */
  areMembersOld(conversation: ConversationId, now: number): boolean
}

export function typingNotices(): Notices {
  const last = remembered<string, Last>(10_000)
  const looked = remembered<ConversationId, number>(10_000)

  return {
    passes(connection, conversation, isEnd, now) {
      const key = `${connection} ${conversation}`
      const before = last.get(key) ?? {}
      if (!isDue(before, isEnd, now)) return false
      last.set(key, { ...before, [isEnd ? 'ended' : 'began']: now, isOpen: !isEnd })
      return true
    },
    areMembersOld(conversation, now) {
      if (now < (looked.get(conversation) ?? Number.NEGATIVE_INFINITY) + MEMBERS_ARE_GOOD_MS) return false
      looked.set(conversation, now)
      return true
    },
  }
}

function isDue({ began, ended, isOpen }: Last, isEnd: boolean, now: number): boolean {
  if (isEnd && isOpen) return true
  const before = isEnd ? ended : began
  return before === undefined || before + TYPING_EVERY_MS <= now
}
